// The platform's side: it asks, and watches what it has asked. Nothing else of an account is open to it.

import { lockHead } from '../../audit/store.ts'
import type { Tx } from '../../db/tx.ts'
import type { PlatformCaller } from '../../identify/platform.ts'
import { newId } from '../../lib/ids.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso, SECOND } from '../../lib/time.ts'
import { countUses, slowDown } from '../../limits/store.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { decide } from '../../policy/decide.ts'
import { lockedGroups } from '../../policy/lock.ts'
import { findLocks } from '../../policy/lock-store.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { type Asked, digestOfAsked, groupsOf, mayApprove, stateOf } from './approval.ts'
import { type PlatformApprovalView, platformApprovals } from './contract.ts'
import { publishedKeys } from './keys.ts'
import { askedWords } from './notices.ts'
import { heldRefusal } from './routes.ts'
import { dataOf, expire } from './settle.ts'
import {
  type Approval,
  addApproval,
  countOpen,
  findApproval,
  findByReference,
  findOwner,
  heldUntil,
  type NewApproval,
  type Owner,
} from './store.ts'

/** Open at once for one account: more than a person can keep in view is a way to hide one among them. */
const OPEN_AT_MOST = 20

const handlers: Handlers<typeof platformApprovals> = {
  async ask({ deps, asPlatform, read, write }, { account, expiresInSeconds, reference = null, ...input }) {
    const platform = asPlatform()
    const owner = await read(({ db }) => findOwner(db, account))
    if (!owner) return refuse('not-found')
    const counted = await countUses(deps, [{ kind: 'approval-ask', subject: owner.id }])
    if (!counted.allowed) return slowDown(counted)
    const asked: Asked = { account: owner.username, reference, ...input }
    const digest = digestOfAsked(asked)
    return write(async (tx) => {
      // Two requests for one account take turns.
      await lockHead(tx, owner.id)
      const known = await again(tx, platform, asked, digest)
      if (known) return known
      const refused = await objection(tx, owner, asked, tx.now + expiresInSeconds * SECOND)
      if (refused) return refused
      const { purpose, setting, fields } = asked
      const made = {
        id: newId(deps.random),
        accountId: owner.id,
        credential: platform.credential,
        expiresAt: tx.now + expiresInSeconds * SECOND,
        reference,
        purpose,
        setting,
        fields,
        digest,
      }
      if (!(await addApproval(tx, made)))
        return (await again(tx, platform, asked, digest)) ?? refuse('approval-impossible', REFERENCE_USED)
      await announce(tx, deps, owner, made, platform)
      const approval = { ...made, account: owner.username, askedAt: tx.now, ...UNDECIDED }
      return reply(viewOf(approval, tx.now))
    })
  },

  watch({ deps, asPlatform, write }, { id }) {
    return write(async (tx) => {
      const found = await findApproval(tx.db, id, { credential: asPlatform().credential }, 'lock')
      if (!found) return refuse('not-found')
      const over = found.outcome === null && stateOf(found, tx.now) === 'expired'
      return reply(viewOf(over ? await expire(tx, deps, found) : found, tx.now))
    })
  },

  keys: ({ read }) => read(async ({ db }) => reply({ keys: await publishedKeys(db) })),
}

const REFERENCE_USED = { reason: 'reference-used' } as const
const UNDECIDED = { outcome: null, decidedAt: null, statement: null } as const

/** What was asked before under this reference: the same is answered with the same, anything else is refused. */
async function again(tx: Tx, { credential }: PlatformCaller, { reference, setting }: Asked, digest: Buffer) {
  const known = reference === null ? undefined : await findByReference(tx.db, credential, reference)
  if (!known) return undefined
  return known.digest.equals(digest) && known.setting === setting
    ? reply(viewOf(known, tx.now))
    : refuse('approval-impossible', REFERENCE_USED)
}

/** What could not be approved is not asked for. */
async function objection(tx: Tx, owner: Owner, asked: Asked, expiresAt: number) {
  const { purpose } = asked
  const verdict = decide('approval.ask', {
    caller: 'platform',
    state: owner.state,
    lock: 'open',
    factor: 'none',
    pin: 'set',
    device: 'known',
    firstDay: false,
    proved: [],
  })
  if (verdict.kind !== 'allow') return refuse('state-forbids')
  const locked = lockedGroups(await findLocks(tx.db, owner.id), tx.now)
  if (groupsOf(asked).some((group) => locked.includes(group))) return refuse('settings-locked')
  const held = await heldUntil(tx.db, owner.id, tx.now)
  const judged = mayApprove({ outcome: null, expiresAt, purpose, heldUntil: held }, tx.now)
  if (judged.kind === 'held') return heldRefusal(judged.until)
  return (await countOpen(tx.db, owner.id, tx.now)) >= OPEN_AT_MOST
    ? refuse('approval-impossible', { reason: 'too-many-open' })
    : undefined
}

function announce(
  tx: Tx,
  deps: Deps,
  owner: Owner,
  made: NewApproval,
  { name }: PlatformCaller,
): Promise<void> {
  const words = askedWords(deps.settings, made)
  const data = { ...dataOf(made), credential: name }
  return applyDecision(tx, deps, owner, {
    audit: [{ event: 'approval.asked', data }],
    notices: [{ event: 'approval.asked', words }],
  })
}

type Viewed = Omit<Approval, 'email' | 'accountState'>
const viewOf = (approval: Viewed, now: number): PlatformApprovalView => ({
  id: approval.id,
  state: stateOf(approval, now),
  account: approval.account,
  purpose: approval.purpose,
  reference: approval.reference,
  contentSha256: approval.digest.toString('base64url'),
  askedAt: iso(approval.askedAt),
  expiresAt: iso(approval.expiresAt),
  decidedAt: approval.decidedAt === null ? null : iso(approval.decidedAt),
  statement: approval.statement,
})

export const routes = serve(platformApprovals, handlers)
