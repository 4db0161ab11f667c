// Browsers that are told by push (RULES part 1, "notice channel"): turned on at once, turned off by waiting, since a thief
// would silence what tells of the theft. That no push has a link in it covers the first day of a new one too.

import { lockHead } from '../../audit/store.ts'
import { apply } from '../../db/write.ts'
import { isOfPush, waitingOf } from '../../factors/changes.ts'
import { findFactors } from '../../factors/enrolled.ts'
import { addPushOff } from '../../factors/waiting-push.ts'
import { whereFrom } from '../../identify/client.ts'
import { base64url, sha256 } from '../../lib/bytes.ts'
import { publicKeyAt } from '../../lib/curve.ts'
import { reachableUrl } from '../../lib/public-address.ts'
import { refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { HOUR, iso } from '../../lib/time.ts'
import { addEndpoint, ENDPOINTS_AT_MOST, findEndpoints, hasAddress } from '../../notify/endpoints.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { push } from './contract.ts'
import { offWaitsWords, turnedOnWords } from './notices.ts'

const WAIT_HOURS = 24

const handlers: Handlers<typeof push> = {
  list({ deps, signedIn, read }) {
    const me = signedIn()
    return read(async ({ db }) => {
      const waiting = (await waitingOf(db, me.account)).filter(isOfPush)
      const endpoints = (await findEndpoints(db, me.account)).map((one) => {
        const off = waiting.find(({ endpoint }) => endpoint === one.id)
        return {
          id: one.id,
          device: one.label,
          here: one.device === null ? one.session === me.session : one.device === me.device,
          addedAt: iso(one.addedAt),
          lastResult: one.lastResult,
          off: off ? { id: off.id, askedAt: iso(off.askedAt), dueAt: iso(off.dueAt) } : null,
        }
      })
      return reply({ key: deps.push.publicKey, most: ENDPOINTS_AT_MOST, endpoints })
    })
  },

  turnOn({ deps, client, signedIn, write }, { endpoint, p256dh, auth }) {
    const me = signedIn()
    const { account, session, device } = me
    const problems = [
      ...(reachableUrl(endpoint, deps.push.reach)
        ? []
        : [{ field: 'endpoint', problem: 'not-a-push-service' }]),
      ...(publicKeyAt(Buffer.from(p256dh, 'base64url')) ? [] : [{ field: 'p256dh', problem: 'not-a-key' }]),
    ]
    if (problems.length > 0) return Promise.resolve(refuse('input-invalid', { problems }))
    return write(async (tx) => {
      // Of two that come at once, the second sees the first: none is above the most there may be.
      await lockHead(tx, account)
      if (await hasAddress(tx.db, deps.ring, account, endpoint))
        return refuse('state-forbids', { reason: 'on-already' })
      if ((await findEndpoints(tx.db, account)).length >= ENDPOINTS_AT_MOST)
        return refuse('state-forbids', { reason: 'too-many' })
      const guarded = await tx.require({
        bound: { subscription: base64url(sha256(`${endpoint} ${p256dh} ${auth}`)) },
        shown: [{ label: 'Notices on', value: client.label }],
      })
      if (guarded.kind === 'refused') return guarded
      const address = { url: endpoint, p256dh, auth }
      const added = addEndpoint(deps, { account, label: client.label, device, session, address }, tx.now)
      await apply(tx.db, [added.write])
      const words = turnedOnWords(deps.settings, client.label)
      await applyDecision(
        tx,
        deps,
        { id: account, email: me.email },
        {
          audit: [{ event: 'push.turned-on', data: whereFrom(client) }],
          notices: [{ event: 'push.turned-on', words }],
        },
      )
      return reply({ id: added.id })
    })
  },

  turnOff({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    const { account, session: askedBy } = me
    return write(async (tx) => {
      // As who cancels does: they take turns.
      await findFactors(tx.db, deps, account, 'lock')
      const found = (await findEndpoints(tx.db, account)).find((one) => one.id === id)
      if (!found) return refuse('not-found')
      const guarded = await tx.require({
        bound: { id },
        shown: [
          { label: 'No more notices on', value: found.label },
          { label: 'Takes effect', value: `After ${WAIT_HOURS} hours; it can be cancelled until then` },
        ],
      })
      if (guarded.kind === 'refused') return guarded
      const made = { account, endpoint: id, waitMs: WAIT_HOURS * HOUR, askedBy, provedBy: guarded.by }
      const added = await addPushOff(tx, deps.random, made)
      if (!added) return refuse('state-forbids', { reason: 'waits-already' })
      const words = offWaitsWords(deps.settings, found.label, added.dueAt, stopToken(deps.ring, added.id))
      await applyDecision(
        tx,
        deps,
        { id: account, email: me.email },
        {
          audit: [{ event: 'change.asked', data: { ...whereFrom(client), change: 'push-off' } }],
          notices: [{ event: 'change.asked', words }],
        },
      )
      return reply({ change: added.id, dueAt: iso(added.dueAt) })
    })
  },
}

export const routes = serve(push, handlers)
