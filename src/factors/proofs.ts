// Proofs: a passed challenge, for one act on one content of one session, once.

import type { Database } from '../db/connect.ts'
import { at, type Tx } from '../db/tx.ts'
import { make, type Write } from '../db/write.ts'
import { assert } from '../lib/assert.ts'
import { type Random, sha256 } from '../lib/bytes.ts'
import type { StepKind } from '../lib/challenge-view.ts'
import { newToken } from '../lib/ids.ts'
import type { Ms } from '../lib/time.ts'
import { PROOF_LIFE, provedBy, type Step } from './challenge.ts'
import type { ChallengeRow } from './store.ts'

export type NewProof = { readonly proof: string; readonly expiresAt: Ms; readonly write: Write }
export function newProof(random: Random, row: ChallengeRow, steps: readonly Step[], now: Ms): NewProof {
  assert(row.session, 'a proof is made for a session')
  const proof = newToken(random)
  const expiresAt = now + PROOF_LIFE
  const write = make.insertInto('proof').values({
    token_digest: sha256(proof),
    account: row.account,
    session: row.session,
    action: row.action,
    digest: row.digest,
    credential_version: row.credentialVersion,
    factor: provedBy(steps) ?? null,
    steps: steps.filter(({ done }) => done).map(({ kind }) => kind),
    expires_at: new Date(expiresAt),
  })
  return { proof, expiresAt, write: write.compile() }
}

export type ProofUse = {
  readonly proof: string
  readonly account: string
  readonly session: string
  readonly action: string
  readonly digest: Buffer
  readonly credentialVersion: number
}
/** Everything that a proof is bound to, in the one place that says so (RULES invariant 10). */
const boundTo = (use: ProofUse) => ({
  token_digest: sha256(use.proof),
  account: use.account,
  session: use.session,
  action: use.action,
  digest: use.digest,
  credential_version: use.credentialVersion,
})

/** Is there such a proof? Looks and takes nothing: for work that only who has proved something may cause. */
export async function hasProof(db: Database, use: ProofUse, now: Ms): Promise<boolean> {
  const row = await db
    .selectFrom('proof')
    .select('action')
    .where((e) => e.and(boundTo(use)))
    .where('expires_at', '>', at(now))
    .executeTakeFirst()
  return row !== undefined
}

/** `by`: the method that made it; `proved`: the steps that it stands for. */
export type Taken = { readonly by: string | undefined; readonly proved: readonly StepKind[] }
/** Takes a proof, in the transaction that acts. Of two requests with one proof, one finds it gone. */
export async function takeProof(tx: Tx, use: ProofUse): Promise<Taken | undefined> {
  const row = await tx.db
    .deleteFrom('proof')
    .where((e) => e.and(boundTo(use)))
    .where('expires_at', '>', at(tx.now))
    .returning(['factor', 'steps'])
    .executeTakeFirst()
  return row && { by: row.factor ?? undefined, proved: row.steps as StepKind[] }
}
