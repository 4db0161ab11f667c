// Every act of a session that asks for no proof, prepared so that it succeeds. An operation without a line here fails the
// tests that run them all.

import assert from 'node:assert/strict'
import { Browser } from '../kit/browser.ts'
import { beginEmail, beginPhone, textedCode } from '../kit/contacts.ts'
import { must, setupKey, signIn, startOn, totpAt } from '../kit/person.ts'
import { asking } from '../kit/platform.ts'
import { ACTS, numbered, proofOf } from './acts.ts'
import { type Client, inRows, newEmail, newNumber, type Said, target } from './client.ts'

type Plain = (client: Client) => Promise<() => Promise<Said>>

/** A challenge of an act, which is open. */
async function challenged({ person }: Client): Promise<string> {
  const asked = await person.browser.api.pin.change({ newPin: '350617' })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  return (asked.problem.challenge as { readonly id: string }).id
}

/** A sign-in of the same client that waits to be let in. */
async function waitingSignIn({ w, person }: Client): Promise<string> {
  const browser = new Browser({ origin: w.origin })
  must(await startOn(browser, person))
  must(await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(person.key, w.now()) } }))
  await w.pass(30_000)
  const { waiting } = must(await person.browser.api.devices.waiting())
  return waiting[0]!.id
}

/** A change of the number that there is. */
async function numberClaim(client: Client, then: 'confirm' | 'leave'): Promise<Claimed> {
  const old = newNumber()
  const to = newNumber()
  await numbered(client, old)
  return { claim: await beginPhone(client.w, client.person, to, then), old, to }
}
type Claimed = { readonly claim: string; readonly old: string; readonly to: string }

export const PLAIN: Readonly<Record<string, Plain>> = {
  async offerChallengeAnswer(client) {
    const id = await challenged(client)
    const { stepUp } = client.person.browser.api
    must(await stepUp.answer({ id, answer: { method: 'pin', pin: client.pin } }))
    return () => stepUp.offer({ id, method: 'webauthn' })
  },
  async answerChallenge(client) {
    const id = await challenged(client)
    return () => client.person.browser.api.stepUp.answer({ id, answer: { method: 'pin', pin: client.pin } })
  },
  async endSession({ w, person }) {
    await signIn(w, person)
    const { sessions } = must(await person.browser.api.sessions.list())
    const { id } = sessions.find(({ current }) => !current)!
    return () => person.browser.api.sessions.end({ id })
  },
  async endOtherSessions({ w, person }) {
    await signIn(w, person)
    return () => person.browser.api.sessions.endOthers()
  },
  async signOut({ w, person }) {
    const other = await signIn(w, person)
    return () => other.api.sessions.signOut({})
  },
  async forgetDevice({ w, person }) {
    await signIn(w, person)
    const { devices } = must(await person.browser.api.sessions.devices())
    const { id } = devices.find(({ current }) => !current)!
    return () => person.browser.api.sessions.forgetDevice({ id })
  },
  async approveDevice(client) {
    const id = await waitingSignIn(client)
    return () => client.person.browser.api.devices.approve({ id })
  },
  async denyDevice(client) {
    const id = await waitingSignIn(client)
    return () => client.person.browser.api.devices.deny({ id })
  },
  async turnQuickUnlockOff(client) {
    await inRows(client, 'update holdfast.device set quick_unlock = true where account = $1', [
      client.account,
    ])
    return () => client.person.browser.api.quickUnlock.turnOff()
  },
  beginMethod: ({ person }) => Promise.resolve(() => person.browser.api.methods.begin({ method: 'totp' })),
  async confirmMethod({ w, person }) {
    const begun = must(await person.browser.api.methods.begin({ method: 'totp' }))
    const code = totpAt(setupKey(begun), w.now())
    const { enrolment } = begun
    return () => person.browser.api.methods.confirm({ enrolment, answer: { method: 'totp', code } })
  },
  async renameMethod(client) {
    const { id } = await target(client, 'webauthn', ['trading'])
    return () => client.person.browser.api.methods.rename({ id, name: `Key ${id.slice(0, 8)}` })
  },
  async askMethodFirst(client) {
    const { id } = await target(client, 'webauthn', ['trading'])
    return () => client.person.browser.api.methods.askFirst({ id, purpose: 'trading' })
  },
  async testBackupCode(client) {
    const { id } = await target(client, 'backup-code', [])
    return () => client.person.browser.api.methods.testCode({ id, code: '7K3M-9QWX-2ADF' })
  },
  async cancelChange(client) {
    const act = await ACTS['method.turn-off'].prepare(client, 'sign-in')
    const { browser } = client.person
    assert.ok((await act.send(browser, { proof: await proofOf(client, act) })).ok)
    const { waiting } = must(await browser.api.methods.list())
    // However often this session has cancelled.
    return () => browser.api.methods.cancel({ id: waiting.at(-1)!.id, orDelay: true })
  },
  beginEmail: ({ person }) =>
    Promise.resolve(() => person.browser.api.contacts.beginEmail({ email: newEmail() })),
  beginPhone: ({ person }) =>
    Promise.resolve(() => person.browser.api.contacts.beginPhone({ to: newNumber() })),
  async confirmContact({ w, person }) {
    const { claim, code } = await beginEmail(w, person, newEmail())
    return () => person.browser.api.contacts.confirm({ claim, code })
  },
  async askOldPhone(client) {
    const { claim } = await numberClaim(client, 'confirm')
    return () => client.person.browser.api.contacts.askOld({ claim })
  },
  async confirmOldPhone(client) {
    const { claim, old } = await numberClaim(client, 'confirm')
    const { contacts } = client.person.browser.api
    must(await contacts.askOld({ claim }))
    const code = await textedCode(client.w, old, 'to give this number up')
    return () => contacts.confirmOld({ claim, code })
  },
  async refuseApproval({ platform, person }) {
    const { id } = must(await platform.api.ask(asking(person, { purpose: 'trading', seconds: 86_400 })))
    return () => person.browser.api.approvals.refuse({ id })
  },
  async markMessageRead({ person }) {
    const { messages } = must(await person.browser.api.messages.list({}))
    const { id } = messages[0]!
    return () => person.browser.api.messages.markRead({ id })
  },
  finishReview: ({ person }) => Promise.resolve(() => person.browser.api.review.finish()),
}
