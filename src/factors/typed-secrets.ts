// Password and PIN: what an account knows and types. Their comparing is work for the hashing queue, so it is done before
// the transaction that settles the answer.

import type { Write } from '../db/write.ts'
import { keepPinRehash, setPin } from '../identify/accounts.ts'
import { assert } from '../lib/assert.ts'
import type { PasswordHasher } from '../lib/password.ts'
import type { Step } from './challenge.ts'
import { WRONG, type Wrong } from './method.ts'
import type { ChallengeRow } from './store.ts'

export type TypedSecret =
  | { readonly method: 'password'; readonly password: string }
  | { readonly method: 'pin'; readonly pin: string }
export const isTyped = <Given extends { readonly method: string }>(
  given: Given,
): given is Extract<Given, TypedSecret> => given.method === 'password' || given.method === 'pin'

/** What hashing found, or made. `busy`: nothing was compared. */
export type Hashed =
  | { readonly kind: 'compared'; readonly right: boolean; readonly keep?: Write }
  | { readonly kind: 'made'; readonly hash: string }

export async function hashTyped(
  hasher: PasswordHasher,
  row: ChallengeRow,
  step: Step,
  given: TypedSecret,
): Promise<Hashed | 'busy'> {
  if (step.kind === 'set-pin') {
    assert(given.method === 'pin', 'a PIN is chosen by typing one')
    const made = await hasher.hash(given.pin)
    return made === 'busy' ? made : { kind: 'made', hash: made.stored }
  }
  if (given.method === 'password') {
    // Sign-in is where a password is hashed anew.
    const verified = await hasher.verify(row.passwordHash, given.password)
    return verified === 'busy' ? verified : { kind: 'compared', right: verified.matches }
  }
  const old = row.pinHash ?? undefined
  const verified = await hasher.verify(old, given.pin)
  if (verified === 'busy') return verified
  const { matches: right, needsRehash } = verified
  const renewed = right && needsRehash ? await hasher.hash(given.pin) : 'busy'
  if (renewed === 'busy' || old === undefined) return { kind: 'compared', right }
  return { kind: 'compared', right, keep: keepPinRehash(row.account, old, renewed.stored) }
}

export function typedOutcome(
  account: string,
  hashed: Hashed,
): { readonly ok: true; readonly keep: readonly Write[] } | Wrong {
  if (hashed.kind === 'made') return { ok: true, keep: [setPin(account, hashed.hash)] }
  return hashed.right ? { ok: true, keep: hashed.keep ? [hashed.keep] : [] } : WRONG
}
