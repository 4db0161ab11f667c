// Pushes in the outbox: written with what they speak of, sent by a job. A push that was taken just before its node died goes
// again under the same topic and id, which the push service and the browser each make one of (push.ts, web/offline/worker.ts).

import { onPool, type Pool } from '../db/connect.ts'
import { clockIn, clockNow } from '../db/tx.ts'
import { apply, make, prepared } from '../db/write.ts'
import { newId } from '../lib/ids.ts'
import type { KeyRing } from '../lib/keys.ts'
import type { Log } from '../lib/log.ts'
import { seal, unseal } from '../lib/seal.ts'
import { DAY, type Ms, SECOND } from '../lib/time.ts'
import { addressOf, noteResult } from './endpoints.ts'
import { type Effects, type NotifyNeeds, place } from './outbox.ts'
import type { PushPort } from './push.ts'
import { type PushText, pushPayload } from './render.ts'

/** Longer than a push service may take (push.ts). */
const LEASE = 60 * SECOND
/** A notice that comes a day late still says what happened. */
const KEPT: Ms = DAY

/** A notice to one browser. */
export function queuedPush(
  { ring, random }: NotifyNeeds,
  endpoint: string,
  text: PushText,
  now: Ms,
): Effects {
  const id = newId(random)
  const row = {
    id,
    push_endpoint: endpoint,
    sealed: seal(ring, random, place(id), JSON.stringify(text)),
    created_at: new Date(now),
    expires_at: new Date(now + KEPT),
  }
  return { writes: [enqueue(row)], jobs: [{ queue: 'push.send', data: { outbox: id } }] }
}
type NewPush = {
  readonly id: string
  readonly push_endpoint: string
  readonly sealed: Buffer
  readonly created_at: Date
  readonly expires_at: Date
}
const enqueue = prepared(({ id, push_endpoint, sealed, created_at, expires_at }: NewPush) =>
  make.insertInto('outbox').values({ id, channel: 'push', push_endpoint, sealed, created_at, expires_at }),
)

export type DeliverPushNeeds = {
  readonly pool: Pool
  readonly ring: KeyRing
  readonly push: PushPort
  readonly log: Log
}

/**
 * The work of queue `push.send`: take the row on lease, send outside of any transaction, settle.
 * @returns the endpoint that is no more, if that is what the push service says. @throws to be tried again.
 */
export async function deliverPush(needs: DeliverPushNeeds, outbox: string): Promise<string | undefined> {
  const db = onPool(needs.pool)
  const taken = (await db.executeQuery(take({ id: outbox }))).rows[0]
  if (!taken?.sealed || taken.push_endpoint === null) return undefined
  const endpoint = taken.push_endpoint
  const to = await addressOf(db, needs.ring, endpoint)
  // It has gone since, and its row with it.
  if (!to) return undefined
  const text = JSON.parse(unseal(needs.ring, place(outbox), taken.sealed)) as PushText
  const topic = outbox.replaceAll('-', '')
  const outcome = await needs.push.send({ topic, to: to.address, payload: pushPayload(outbox, text) })
  if (outcome.kind === 'gone') return endpoint
  if (outcome.kind === 'taken') {
    await apply(db, [gone({ id: outbox }), noteResult(endpoint, 'taken')])
    return undefined
  }
  needs.log.error('a push did not go', { outcome: outcome.kind, reason: outcome.reason })
  const settled = outcome.kind === 'refused' ? gone({ id: outbox }) : freed({ id: outbox })
  await apply(db, [settled, noteResult(endpoint, 'failed')])
  // The queue tries again after a while; the row's end is the end of that.
  if (outcome.kind === 'not-now') throw new Error(`the push was not taken: ${outcome.reason}`)
  return undefined
}

const take = prepared(({ id }: { id: string }) =>
  make
    .updateTable('outbox')
    .set({ leased_until: clockIn(LEASE) })
    .where('id', '=', id)
    .where('channel', '=', 'push')
    .where('expires_at', '>', clockNow)
    .where((e) => e.or([e('leased_until', 'is', null), e('leased_until', '<', clockNow)]))
    .returning(['push_endpoint', 'sealed']),
)
const gone = prepared(({ id }: { id: string }) => make.deleteFrom('outbox').where('id', '=', id))
const freed = prepared(({ id }: { id: string }) =>
  make.updateTable('outbox').set({ leased_until: null }).where('id', '=', id),
)
