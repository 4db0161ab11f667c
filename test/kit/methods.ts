// What a client does with methods of proof: adds a key, changes one and proves it, waits.

import assert from 'node:assert/strict'
import type { Purpose } from '../../src/factors/method.ts'
import { settleDueChanges } from '../../src/features/methods/jobs.ts'
import type { CreationOptions } from '../../src/lib/webauthn-fields.ts'
import { type SoftKey, softKey } from './authenticator.ts'
import {
  beginCodes,
  type Challenge,
  type Hands,
  must,
  type Person,
  prove,
  setupKey,
  signIn,
  totpAt,
} from './person.ts'
import type { World } from './world.ts'

const proveIn = (w: World, person: Person, challenge: unknown, hands: Hands = {}) =>
  prove(w, person, person.browser, challenge as Challenge, hands)
/** Time passes, and with it the session; the client signs in again. */
export async function later(w: World, person: Person, ms: number): Promise<Person> {
  await w.pass(ms)
  await settleDueChanges(w.deps)
  return { ...person, browser: await signIn(w, person) }
}

export async function addKey(
  w: World,
  person: Person,
  key: SoftKey,
  purpose?: Purpose,
  by: Purpose = 'sign-in',
) {
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'webauthn', key: 'security-key' }))
  assert.ok(begun.shown.kind === 'browser')
  const response = await key.create(begun.shown.options as CreationOptions, w.origin)
  must(await methods.confirm({ enrolment: begun.enrolment, answer: { method: 'webauthn', response } }))
  return { enrolment: begun.enrolment, name: 'Desk key', ...(purpose && { purpose }), by }
}

/** Adds a key and proves it with the authenticator. */
export async function withKey(w: World, person: Person, purpose: Purpose = 'sign-in') {
  const key = softKey({ u2f: true })
  const input = await addKey(w, person, key, purpose)
  const asked = await person.browser.api.methods.add(input)
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const proof = await proveIn(w, person, asked.problem.challenge)
  const { id, outcome } = must(await person.browser.api.methods.add(input, { proof }))
  return { key, id, outcome }
}

/** Another authenticator for sign-in, proved with the one before. @returns its key. */
export async function addAuthenticator(w: World, person: Person): Promise<string> {
  const { methods } = person.browser.api
  const begun = must(await methods.begin({ method: 'totp' }))
  const key = setupKey(begun)
  const { enrolment } = begun
  must(await methods.confirm({ enrolment, answer: { method: 'totp', code: totpAt(key, w.now()) } }))
  await act(w, person, (options) =>
    methods.add({ enrolment, name: 'New app', purpose: 'sign-in', by: 'sign-in' }, options),
  )
  await w.pass(30_000)
  return key
}

export type Waits = { readonly state: 'done' | 'waits'; readonly change: string }
export const listOf = async (person: Person) => must(await person.browser.api.methods.list())

/** Sends, proves what is asked, and sends again. */
export async function act<Value>(
  w: World,
  person: Person,
  send: (options: { proof?: string }) => Promise<{ ok: boolean } & object>,
  hands: Hands = {},
): Promise<Value> {
  const asked = (await send({})) as { ok: boolean; problem?: { code: string; challenge: unknown } }
  assert.ok(!asked.ok && asked.problem?.code === 'proof-required', JSON.stringify(asked))
  const proof = await proveIn(w, person, asked.problem.challenge, hands)
  const done = (await send({ proof })) as { ok: boolean; value: Value }
  assert.ok(done.ok, JSON.stringify(done))
  return done.value
}

/** A list that was begun and confirmed, and is not on for anything yet. */
export async function newList(person: Person) {
  const { methods } = person.browser.api
  const { enrolment, shown } = must(await beginCodes(person.browser))
  assert.ok(shown.kind === 'codes')
  const { codes } = shown
  must(await methods.confirm({ enrolment, answer: { method: 'backup-code', code: codes[0]! } }))
  return { enrolment, codes }
}

export const givenCode = (code: string) => () => Promise.resolve({ method: 'backup-code', code } as const)

/** A list that is on for a purpose: its first code is spent by that. */
export async function withCodes(w: World, person: Person, purpose: Purpose = 'sign-in') {
  const { methods } = person.browser.api
  const { enrolment, codes } = await newList(person)
  const { id } = await act<{ id: string }>(w, person, (o) => methods.addCodes({ enrolment }, o))
  await act(w, person, (o) => methods.turnOnCodes({ id, purpose }, o), { itself: givenCode(codes[0]!) })
  return { id, codes }
}
