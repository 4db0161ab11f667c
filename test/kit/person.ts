// A client who does what clients do: signs up, signs in, keeps an authenticator.

import { HOTP, Secret } from 'otpauth'
import type { Answer } from '../../sdk/client.ts'
import type { RequestOptions } from '../../src/lib/webauthn-fields.ts'
import type { SoftKey } from './authenticator.ts'
import { Browser, type BrowserOptions } from './browser.ts'
import { codeIn, type World } from './world.ts'

export type Person = {
  readonly username: string
  readonly email: string
  readonly password: string /** Base32 of the authenticator. */
  readonly key: string
  readonly browser: Browser
}

/** The value of an answer that must be right. */
export function must<Op>(answer: Answer<Op>): Extract<Answer<Op>, { ok: true }>['value'] {
  if (!answer.ok) throw new Error(`refused: ${JSON.stringify(answer.problem)}`)
  return answer.value
}

/** The code of a refusal that must come. */
export function refusal<Op>(answer: Answer<Op>): string {
  if (answer.ok) throw new Error(`not refused: ${JSON.stringify(answer.value)}`)
  return answer.problem.code
}

export const totpAt = (key: string, ms: number): string =>
  HOTP.generate({
    secret: Secret.fromBase32(key),
    algorithm: 'SHA1',
    digits: 6,
    counter: Math.floor(ms / 30_000),
  })

/** The key that an app is given at an enrolment. */
export function setupKey({
  shown,
}: {
  readonly shown: { readonly kind: string; readonly key?: string }
}): string {
  if (shown.kind !== 'setup-key' || shown.key === undefined) throw new Error(`shown was ${shown.kind}`)
  return shown.key
}

let people = 0
export const PIN = '204817'
export const PASSWORD = 'wind over the harbour wall 7'

export type SignUpOptions = Partial<Pick<Person, 'username' | 'email' | 'password'>> & Partial<BrowserOptions>

/** Signs up, PIN included, up to the enrolment of the authenticator, which is open afterwards. */
export async function beginSignUp(world: World, options: SignUpOptions = {}): Promise<Omit<Person, 'key'>> {
  const username = options.username ?? `client-${process.pid}-${++people}`
  const email = options.email ?? `${username}@example.test`
  const password = options.password ?? PASSWORD
  const browser = new Browser({ ...options, origin: options.origin ?? world.origin })
  const { signUp } = must(await browser.api.signUp.start({ email }))
  const mail = await world.mailTo(email)
  must(await browser.api.signUp.confirm({ signUp, code: codeIn(mail) }))
  const device = await browser.deviceProof(username)
  must(await browser.api.signUp.finish({ signUp, username, password, ...(device && { device }) }))
  await choosePin(browser)
  return { username, email, password, browser }
}

/** The step of a sign-in, or of the opening of an account, in which the PIN is chosen. */
export async function choosePin(browser: Browser, pin = PIN): Promise<void> {
  must(await browser.api.signIn.answer({ answer: { method: 'pin', pin } }))
}

/** A client with a second factor, signed in on `browser`. Half a minute passes, so that the next code is a new one. */
export async function signUp(world: World, options: SignUpOptions = {}): Promise<Person> {
  const begun = await beginSignUp(world, options)
  const key = setupKey(must(await begun.browser.api.signIn.enrol({ method: 'totp' })))
  const answer = must(
    await begun.browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, world.now()) } }),
  )
  if (answer.state !== 'signed-in') throw new Error('sign-up did not end in a session')
  await world.pass(30_000)
  return { ...begun, key }
}

/** Name and password on a browser that proves its key: the first half of a sign-in. */
export async function startOn(browser: Browser, person: Pick<Person, 'username' | 'password'>) {
  const device = await browser.deviceProof(person.username)
  const { username: identifier, password } = person
  return browser.api.signIn.start({ identifier, password, ...(device && { device }) })
}

/** A browser that the account knows: it has the key of the one that signed up, and nothing else of it. */
export function knownBrowser(person: Pick<Person, 'browser'>, origin = person.browser.origin): Browser {
  const browser = new Browser({ origin })
  browser.key = person.browser.key
  return browser
}

/** Signs in on a browser (a new one by default), with a fresh code; half a minute passes afterwards. */
export async function signIn(
  world: World,
  person: Pick<Person, 'username' | 'password' | 'key'> & { readonly email?: string },
  browser = new Browser({ origin: world.origin }),
): Promise<Browser> {
  must(await startOn(browser, person))
  const answer = must(
    await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(person.key, world.now()) } }),
  )
  if (answer.state !== 'signed-in') await approveByMail(world, person, browser)
  await world.pass(30_000)
  return browser
}

/** The last step on a device that is not known: the code that came by mail. */
export async function approveByMail(
  world: Pick<World, 'mailTo'>,
  { email }: { readonly email?: string },
  browser: Browser,
): Promise<void> {
  if (email === undefined) throw new Error('the device is not known, and the mailbox of this person is not')
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  const code = codeIn(await world.mailTo(email, ({ subject }) => subject.startsWith('Approve a new device')))
  const answer = must(await browser.api.signIn.answer({ answer: { method: 'email-code', code } }))
  if (answer.state !== 'signed-in') throw new Error('the sign-in asks for more than the device')
}

export type Challenge = {
  readonly id: string
  readonly steps: readonly {
    readonly kind: string
    readonly methods?: readonly { factor?: string | undefined }[]
  }[]
}
type Given = Parameters<Browser['api']['stepUp']['answer']>[0]['answer']
/** How a step of a kind is answered by something else than password and authenticator. */
export type Hands = { readonly [kind: string]: (challenge: string) => Promise<Given> }

/** Answers every step of a challenge, with password, PIN and authenticator unless `hands` say otherwise. @returns the proof. */
export async function prove(
  world: World,
  person: Pick<Person, 'password' | 'key'>,
  browser: Browser,
  challenge: Challenge,
  hands: Hands = {},
): Promise<string> {
  const { id } = challenge
  for (const step of challenge.steps) {
    const code = (): Given => ({ method: 'totp', code: totpAt(person.key, world.now()) })
    const hand = hands[step.kind]
    const answer = hand
      ? await hand(id)
      : step.kind === 'password'
        ? ({ method: 'password', password: person.password } as const)
        : step.kind === 'pin'
          ? ({ method: 'pin', pin: PIN } as const)
          : code()
    const value = must(await browser.api.stepUp.answer({ id, answer }))
    if (answer.method === 'totp') await world.pass(30_000)
    if (value.state === 'proved') return value.proof
  }
  throw new Error('the challenge did not end in a proof')
}

/** Begins a list of backup codes, which asks for the PIN first. */
export async function beginCodes({ api }: Browser, pin = PIN) {
  const asked = await api.methods.beginCodes()
  if (asked.ok || asked.problem.code !== 'proof-required') return asked
  const { id } = asked.problem.challenge as Challenge
  const proved = must(await api.stepUp.answer({ id, answer: { method: 'pin', pin } }))
  if (proved.state !== 'proved') throw new Error('a list asks for more than the PIN')
  return api.methods.beginCodes({}, { proof: proved.proof })
}

/** What a key answers to a challenge of a session. */
export const keyHand =
  (browser: Browser, key: SoftKey, origin: string) =>
  async (id: string): Promise<Given> => {
    const { shown } = must(await browser.api.stepUp.offer({ id, method: 'webauthn' }))
    if (shown.kind !== 'browser') throw new Error(`shown was ${shown.kind}`)
    return { method: 'webauthn', response: await key.get(shown.options as RequestOptions, origin) }
  }
