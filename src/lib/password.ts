// Passwords: argon2id (RFC 9106) with a pepper kept outside the database. Parameters travel in each hash
// (PHC string), so that raising them re-hashes at the next sign-in. Stored form: `<pepper id>$argon2id$…`.

import { availableParallelism } from 'node:os'
import { hash, verify } from '@node-rs/argon2'
import { type BurstLimits, type Bursts, bursts } from './bursts.ts'
import { derive, type KeyRing } from './keys.ts'

/** Memory in KiB, passes, lanes (RFC 9106 §3.1). The floor is OWASP's m=19456 t=2 p=1. */
export type PasswordCost = { readonly memoryKib: number; readonly passes: number; readonly lanes: number }
export const LEAST_COST: PasswordCost = { memoryKib: 19_456, passes: 2, lanes: 1 }

export type Verified = { readonly matches: boolean; readonly needsRehash: boolean }
/** As it is stored. */
export type Hashed = { readonly stored: string }
/** `busy`: the queue is full; the caller answers 503 with Retry-After instead of letting everyone wait. */
export type PasswordHasher = {
  hash(password: string): Promise<Hashed | 'busy'>
  verify(stored: string | undefined, password: string): Promise<Verified | 'busy'>
}

const ARGON2ID = 2
/** At most two side by side: four already starve the thread pool that also serves files and DNS. */
export const HASHER_LIMITS: BurstLimits = {
  atOnce: Math.min(2, availableParallelism()),
  together: 8,
  waiting: 64,
  quietMs: 8,
  longestMs: 100,
}

/** The form that is hashed: NFC (NIST SP 800-63B-4 §3.1.1.2), so that one password typed on two systems is one. */
export const normalisePassword = (typed: string): string => typed.normalize('NFC')

export function passwordHasher(
  ring: KeyRing,
  cost: PasswordCost,
  limits: BurstLimits = HASHER_LIMITS,
): PasswordHasher {
  const turns: Bursts = bursts(limits)
  const peppers = new Map([...ring.byId.values()].map((key) => [key.id, derive(key, 'password-pepper')]))
  const options = {
    algorithm: ARGON2ID,
    memoryCost: cost.memoryKib,
    timeCost: cost.passes,
    parallelism: cost.lanes,
  }
  const current = `$argon2id$v=19$m=${cost.memoryKib},t=${cost.passes},p=${cost.lanes}$`
  const make = async (password: string): Promise<string> => {
    const secret = peppers.get(ring.current.id)!
    return ring.current.id + (await hash(normalisePassword(password), { ...options, secret }))
  }
  // A stranger's name costs the same work as a client's: the same parameters, a hash that nothing matches.
  const decoy = make(`no password is ever this one: ${ring.current.id}`)
  return {
    hash: (password) => turns.run(async () => ({ stored: await make(password) })),
    verify: (stored, password) =>
      turns.run(async () => {
        const target = stored ?? (await decoy)
        const at = target.indexOf('$')
        const secret = peppers.get(Number(target.slice(0, at)))
        if (!secret) throw new Error('a password names a pepper that is not in the key ring')
        const matches = await verify(target.slice(at), normalisePassword(password), { secret })
        const fresh =
          target === `${ring.current.id}${target.slice(at)}` && target.slice(at).startsWith(current)
        return { matches: matches && stored !== undefined, needsRehash: !fresh }
      }),
  }
}
