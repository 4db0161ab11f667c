// Methods of proof put straight into an account, each with whoever holds it: for tests that need many at once. A
// method that is added to the table must say here how it is held.

import { randomBytes } from 'node:crypto'
import type { Answer } from '../../sdk/client.ts'
import { transaction } from '../../src/db/tx.ts'
import { apply } from '../../src/db/write.ts'
import { atOf } from '../../src/factors/answer.ts'
import { addFactor } from '../../src/factors/enrolled.ts'
import type { Answer as Confirming, Purpose, Sent, Shown } from '../../src/factors/method.ts'
import { METHODS, type MethodName, methodOf } from '../../src/factors/methods.ts'
import type { stepUp } from '../../src/features/step-up/contract.ts'
import { newId } from '../../src/lib/ids.ts'
import type { CreationOptions, RequestOptions } from '../../src/lib/webauthn-fields.ts'
import { softKey } from './authenticator.ts'
import type { Browser } from './browser.ts'
import { beginCodes, must, setupKey, totpAt } from './person.ts'
import { codeIn, type World } from './world.ts'

export type Given = Parameters<Browser['api']['credentialsHelp']['answer']>[0]['answer']
type Asked = Parameters<Browser['api']['signIn']['offer']>[0]
/** Where a step is answered: in a session, at the front door, in a reset. */
export type Place = {
  offer(asked: Asked): Promise<Answer<typeof stepUp.offer>>
  answer(
    answer: Given,
  ): Promise<{ readonly ok: true } | { readonly ok: false; readonly problem: { readonly code: string } }>
}
export const inSession = ({ api }: Browser, id: string): Place => ({
  offer: (asked) => api.stepUp.offer({ id, ...asked }),
  answer: (answer) => api.stepUp.answer({ id, answer }),
})

/** Where codes go to, for methods that send them. */
type Address = { readonly mailbox: string; readonly number: string }
type Holder = {
  confirm(shown: Shown, sent: Sent | undefined, w: World): Confirming | Promise<Confirming>
  /** `shown`: what was made for the challenge; undefined if nothing was. `factor`: the method is named. */
  answer(shown: Shown | undefined, w: World, factor: { readonly factor?: string }): Promise<Given>
  /** Its answer was right, and is used up. */
  used?(): unknown
}

type KeyKind = 'passkey' | 'security-key'
const HOLDERS: Readonly<Record<MethodName, (address: Address, kind?: KeyKind) => Holder>> = {
  webauthn(_address, kind) {
    const key = softKey(kind === 'passkey' ? {} : { u2f: true })
    return {
      confirm: async (shown, _sent, w) => ({ response: await key.create(optionsOf(shown), w.origin) }),
      async answer(shown, w) {
        // A thief asks the key for whatever challenge there is.
        const asked = shown ? optionsOf<RequestOptions>(shown) : NOTHING_ASKED
        const known = { id: key.id, type: 'public-key' as const, transports: [] }
        // And for no more than it can do.
        const able = kind === 'passkey' ? asked : { ...asked, userVerification: 'discouraged' as const }
        const response = await key.get({ ...able, allowCredentials: [known] }, w.origin)
        return { method: 'webauthn', response }
      },
    }
  },
  totp() {
    let secret = ''
    return {
      confirm(shown, _sent, w) {
        secret = setupKey({ shown })
        // The step before this one, so that the present one is still to be used.
        return { code: totpAt(secret, w.now() - 30_000) }
      },
      answer: (_shown, w, factor) =>
        Promise.resolve({ method: 'totp', ...factor, code: totpAt(secret, w.now()) }),
    }
  },
  'backup-code'() {
    let codes: readonly string[] = []
    return {
      confirm(shown) {
        codes = shown.kind === 'codes' ? shown.codes : []
        return { code: codes[0] ?? '' }
      },
      answer: (_shown, _w, factor) =>
        Promise.resolve({ method: 'backup-code', ...factor, code: codes[0] ?? 'none left' }),
      used: () => (codes = codes.slice(1)),
    }
  },
  'email-code': ({ mailbox }) => ({
    confirm: (_shown, sent) => ({ code: sent!.code }),
    answer: async (shown, w, factor) => ({
      method: 'email-code',
      ...factor,
      code: shown ? codeIn(await w.mailTo(mailbox, ({ text }) => SIX_ALONE.test(text))) : '000000',
    }),
  }),
  'sms-code': ({ number }) => ({
    confirm: (_shown, sent) => ({ code: sent!.code }),
    answer: async (shown, w, factor) => ({
      method: 'sms-code',
      ...factor,
      code: shown ? /\b[0-9]{6}\b/.exec((await w.textTo(number)).text)![0] : '000000',
    }),
  }),
}
const SIX_ALONE = /^[0-9]{3} [0-9]{3}$/m
const NOTHING_ASKED: RequestOptions = {
  rpId: 'localhost',
  challenge: Buffer.alloc(64, 1).toString('base64url'),
  timeout: 60_000,
  allowCredentials: [],
  userVerification: 'discouraged',
}

function optionsOf<Options = CreationOptions>(shown: Shown): Options {
  if (shown.kind !== 'browser') throw new Error(`shown was ${shown.kind}`)
  return shown.options as Options
}

export type Seeded = {
  readonly id: string
  readonly method: MethodName
  readonly purposes: readonly Purpose[]
  /** As its holder answers: asks for what this method needs, and gives what comes of it. */
  right(place: Place): Promise<Given>
  /** Every way in which its holder may try it where it was not asked for. */
  tries(place: Place): AsyncGenerator<Given>
}

export type Seeding = {
  readonly account: string
  readonly method: MethodName
  readonly purposes: readonly Purpose[]
  readonly address: Address
  /** Of a key: one that is carried about, unless it is said that it lives in a device. */
  readonly key?: KeyKind
  /** At once, unless it is said when. */
  readonly ripeAt?: number
  readonly firstOwnOf?: readonly Purpose[]
}
/** Enrols a method as the product does, with nothing asked of anyone. */
export async function seed(
  w: World,
  { account, method, purposes, address, ripeAt, firstOwnOf = [], key = 'security-key' }: Seeding,
): Promise<Seeded> {
  const holder = HOLDERS[method](address, key)
  const id = newId(randomBytes)
  const at = atOf(w.deps, { id, account, digest: randomBytes(32) }, w.now())
  const owner = { account, username: `owner-${id}`, email: address.mailbox }
  const begun = methodOf(method).enrol({ ...at, random: randomBytes }, owner, { to: address.number, key }, [])
  if (!begun) throw new Error(`${method} cannot be enrolled`)
  const first = await holder.confirm(begun.shown, begun.sent, w)
  const confirmed = await methodOf(method).confirm(begun.pending, first, at)
  if (!confirmed.ok) throw new Error(`${method} was not confirmed: ${confirmed.code}`)
  const { secret, traits } = confirmed
  await transaction(w.pool, (tx) => {
    const made = { id, account, method, purposes, secret, traits, firstOwnOf, ripeAt: ripeAt ?? tx.now }
    return apply(tx.db, [addFactor(w.deps, made, tx.now)])
  })
  return seededOf(w, holder, { id, method, purposes })
}

/** The authenticator that a client has from the sign-up. */
export async function ownAuthenticator(w: World, id: string, key: string): Promise<Seeded> {
  const holder = HOLDERS.totp({ mailbox: '', number: '' })
  await holder.confirm({ kind: 'setup-key', key, uri: '' }, undefined, w)
  return seededOf(w, holder, { id, method: 'totp', purposes: ['sign-in'] })
}

export type Begun = { readonly enrolment: string; become(id: string): Seeded }
/** Begins a method in a session and confirms it; it has still to be added. */
export async function enrol(
  w: World,
  browser: Browser,
  method: MethodName,
): Promise<Begun | { readonly refused: string }> {
  const holder = HOLDERS[method]({ mailbox: '', number: '' })
  const begun =
    method === 'backup-code'
      ? await beginCodes(browser)
      : await browser.api.methods.begin({ method, ...(method === 'webauthn' && { key: 'security-key' }) })
  if (!begun.ok) return { refused: begun.problem.code }
  const { enrolment, shown } = begun.value
  const first = { method, ...(await holder.confirm(shown, undefined, w)) } as Given
  must(await browser.api.methods.confirm({ enrolment, answer: first }))
  return { enrolment, become: (id) => seededOf(w, holder, { id, method, purposes: [] }) }
}

type Known = Pick<Seeded, 'id' | 'method' | 'purposes'>
function seededOf(w: World, holder: Holder, { id, method, purposes }: Known): Seeded {
  const named = { factor: id }
  const offered = async (place: Place, which: { factor?: string }): Promise<Shown | undefined> => {
    if (!METHODS[method].properties.offered) return undefined
    const made = await place.offer({ method: method as Asked['method'], ...which })
    return made.ok ? made.value.shown : undefined
  }
  return {
    id,
    method,
    purposes,
    async right(place) {
      const answer = await holder.answer(await offered(place, named), w, named)
      holder.used?.()
      return answer
    },
    async *tries(place) {
      yield holder.answer(await offered(place, named), w, named)
      // What is made for others of its kind, answered with this one. (A code for another mailbox does not come here.)
      const shared = METHODS[method].properties.grade !== 'C'
      yield holder.answer(shared ? await offered(place, {}) : undefined, w, {})
    },
  }
}
