// A change of email or telephone that is asked for: judged, proved, then done or written down to wait.

import { apply } from '../../db/write.ts'
import { isFree, standingOf } from '../../factors/addresses.ts'
import { addContactChange, type ContactKind, voidOlder } from '../../factors/changes.ts'
import { findFactors, isSecond } from '../../factors/enrolled.ts'
import { lockAddress } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { assert } from '../../lib/assert.ts'
import { sameBytes } from '../../lib/bytes.ts'
import { phoneNumber } from '../../lib/phone.ts'
import { refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { iso, type Ms } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Content } from '../../policy/guard.ts'
import { type ActTx, type Context, reply } from '../../serve/context.ts'
import { addressMac } from './claims.ts'
import { CONTACT_ACTS, type ContactAct, masked, waitOf } from './contact.ts'
import { takeEffect } from './effect.ts'
import { contactWaitsWords } from './notices.ts'
import { endClaim, kindOf, lockClaim, phoneOf } from './store.ts'

export type Wanted = {
  readonly act: ContactAct
  /** The confirmed new one; none where a number is removed. */
  readonly claim?: string
  readonly address?: string
  /** A second method, beside the one that is asked for in any case. */
  readonly second?: string
}

export function request(context: Context, wanted: Wanted) {
  const { deps, client, signedIn, write } = context
  const me = signedIn()
  const { act, claim, second } = wanted
  const { kind } = CONTACT_ACTS[act]
  const address = kind === 'phone' ? phoneNumber(wanted.address ?? '')?.e164 : wanted.address
  return write(async (tx) => {
    const factors = await findFactors(tx.db, deps, me.account, 'lock')
    if (kind !== 'email') {
      const present = await phoneOf(tx.db, me.account)
      if ((act === 'phone.set') === (present !== undefined)) return refuse('not-found')
    }
    const ready = kind === 'phone-off' ? NOTHING_NEW : await readyFor(tx, context, { kind, claim, address })
    if (!ready) return refuse('challenge-ended')
    if (second !== undefined && !isSecond(factors, second, tx.now))
      return refuse('method-refused', { reason: 'proof-unfit' })
    const waitMs = waitOf(act, ready.isOldConfirmed)
    const identity = { purpose: 'sign-in' as const, ...(second !== undefined && { only: second }) }
    const guarded = await tx.require(contentOf(wanted, address ?? null, waitMs), identity && { identity })
    if (guarded.kind === 'refused') return guarded
    if (claim !== undefined) await apply(tx.db, [endClaim(claim)])
    const asking = { act, kind, address: address ?? null, waitMs, by: guarded.by }
    if (waitMs > 0) return reply(await wait(tx, context, asking))
    const token = await takeEffect(tx, deps, {
      ...asking,
      account: { id: me.account, email: me.email },
      session: me.session,
      seen: whereFrom(client),
      factors,
    })
    return reply({ state: 'done' as const }, token === undefined ? [] : [{ name: 'session', value: token }])
  })
}

const NOTHING_NEW = { isOldConfirmed: false }
type New = {
  readonly kind: ContactKind
  readonly claim: string | undefined
  readonly address: string | undefined
}
/** Was this very address or number proved in this session, and is it still nobody's? */
async function readyFor(tx: ActTx, { deps, signedIn }: Context, { kind, claim, address }: New) {
  const me = signedIn()
  if (claim === undefined || address === undefined) return undefined
  const row = await lockClaim(tx, me, claim)
  if (!row?.is_confirmed || row.kind !== kindOf(kind)) return undefined
  if (!sameBytes(row.address_mac, addressMac(deps, address))) return undefined
  if (kind === 'email') {
    await lockAddress(tx, address)
    if (!isFree(await standingOf(tx.db, address), me.account)) return undefined
  }
  return { isOldConfirmed: row.is_old_confirmed }
}

const LABELS = {
  'email.change': 'New email',
  'email.replace': 'New email',
  'email.replace-by-two': 'New email',
  'phone.set': 'Number',
  'phone.change': 'New number',
  'phone.remove': 'Number',
} as const satisfies Record<ContactAct, string>
const HOUR_MS = 3_600_000
const effectOf = (waitMs: Ms): string =>
  waitMs === 0 ? 'At once' : `After ${waitMs / HOUR_MS} hours; it can be cancelled until then`

const contentOf = ({ act, claim, second }: Wanted, address: string | null, waitMs: Ms): Content => ({
  bound: { claim: claim ?? null, address, second: second ?? null, waitMs },
  shown: [
    { label: LABELS[act], value: address ?? 'Removed' },
    { label: 'Takes effect', value: effectOf(waitMs) },
  ],
})

type Asking = {
  readonly kind: ContactKind
  readonly address: string | null
  readonly waitMs: Ms
  readonly by: string | undefined
}
/** Written down, announced, and done by the clock (jobs.ts). */
async function wait(tx: ActTx, { deps, client, signedIn }: Context, { kind, address, waitMs, by }: Asking) {
  const me = signedIn()
  const voided = await voidOlder(tx, me.account, kind === 'email' ? ['email'] : ['phone', 'phone-off'])
  const made = { account: me.account, kind, address, waitMs, askedBy: me.session, provedBy: by }
  const added = await addContactChange(tx, deps.random, made)
  assert(added, 'a change of a contact beside another, under the lock of the address')
  const spoken = { kind, to: masked(kind, address) }
  const words = contactWaitsWords(deps.settings, spoken, added.dueAt, stopToken(deps.ring, added.id))
  const seen = whereFrom(client)
  await applyDecision(
    tx,
    deps,
    { id: me.account, email: me.email },
    {
      audit: [
        ...voided.map(
          () => ({ event: 'change.cancelled', data: { ...seen, change: kind, byNewer: true } }) as const,
        ),
        { event: 'change.asked', data: { ...seen, change: kind, to: spoken.to } },
      ],
      notices: [{ event: 'change.asked', words }],
    },
  )
  return { state: 'waits' as const, change: added.id, dueAt: iso(added.dueAt) }
}
