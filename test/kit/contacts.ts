// What a client does with email and telephone: begins, types the codes, proves.

import { act } from './methods.ts'
import { must, type Person } from './person.ts'
import { inSession, type Place } from './seeded.ts'
import { codeIn, type World } from './world.ts'

type Done = { readonly state: 'done' | 'waits' }

/** Asks for a new address and reads its mail; `confirm` types the code too. */
export async function beginEmail(
  w: World,
  person: Person,
  email: string,
  then: 'confirm' | 'leave' = 'leave',
): Promise<{ claim: string; code: string }> {
  const { contacts } = person.browser.api
  const { claim } = must(await contacts.beginEmail({ email }))
  const mail = await w.mailTo(email, ({ subject }) => subject.includes('use this address'))
  const code = codeIn(mail)
  if (then === 'confirm') must(await contacts.confirm({ claim, code }))
  return { claim, code }
}

/** The code of a step that asks for the mailbox. */
export const mailHand = (w: World, person: Person) => (id: string) =>
  mailedTo(w, person, inSession(person.browser, id))
export async function mailedTo(w: World, { email }: Pick<Person, 'email'>, place: Place) {
  must(await place.offer({ method: 'email-code' }))
  const mail = await w.mailTo(email, ({ subject }) => subject.includes('Your code for an act'))
  return { method: 'email-code', code: codeIn(mail) } as const
}

/** With codes from both mailboxes. */
export async function changeEmail(w: World, person: Person, email: string): Promise<Done> {
  const { claim } = await beginEmail(w, person, email, 'confirm')
  const { contacts } = person.browser.api
  return act(w, person, (o) => contacts.changeEmail({ claim, email }, o), { email: mailHand(w, person) })
}

const CODE = /: ([0-9]{6}) is your code/
export async function textedCode(w: World, to: string, act: string): Promise<string> {
  const { text } = await w.textTo(to, (one) => one.text.includes(act))
  return CODE.exec(text)![1]!
}

export async function beginPhone(
  w: World,
  person: Person,
  to: string,
  then: 'confirm' | 'leave' = 'leave',
): Promise<string> {
  const { contacts } = person.browser.api
  const { claim } = must(await contacts.beginPhone({ to }))
  const code = await textedCode(w, to, 'to use this number')
  if (then === 'confirm') must(await contacts.confirm({ claim, code }))
  return claim
}

/** The code from the present number, typed too. */
export async function ofOld(w: World, person: Person, claim: string, old: string): Promise<void> {
  const { contacts } = person.browser.api
  must(await contacts.askOld({ claim }))
  must(await contacts.confirmOld({ claim, code: await textedCode(w, old, 'to give this number up') }))
}

export async function setPhone(w: World, person: Person, to: string): Promise<Done> {
  const claim = await beginPhone(w, person, to, 'confirm')
  return act(w, person, (o) => person.browser.api.contacts.setPhone({ claim, to }, o))
}
