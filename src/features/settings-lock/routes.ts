// The settings lock: seen, turned on, and asked to open (RULES parts 1, 2 and 5).

import { lockHead } from '../../audit/store.ts'
import { isOfLock, waitingOf } from '../../factors/changes.ts'
import { addOpening } from '../../factors/waiting-locks.ts'
import { whereFrom } from '../../identify/client.ts'
import { LOCK_WORDS, LONG_LOCK_DAYS } from '../../lib/lock-groups.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { stopToken } from '../../lib/stop-link.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import type { Content } from '../../policy/guard.ts'
import { isOn, judgeLocking, openingWait, type Wanted } from '../../policy/lock.ts'
import { findLocks } from '../../policy/lock-store.ts'
import { type Context, type Handlers, type Reply, reply, serve } from '../../serve/context.ts'
import { type LockView, settingsLock } from './contract.ts'
import { isOf, lock } from './effect.ts'
import { openingWords } from './notices.ts'

const handlers: Handlers<typeof settingsLock> = {
  see: ({ signedIn, write }) =>
    write(async (tx) => {
      const { account } = signedIn()
      const openings = (await waitingOf(tx.db, account)).filter(isOfLock)
      const locks = (await findLocks(tx.db, account)).map((one): LockView => {
        const opening = openings.find(({ group }) => group === one.group)
        const on = isOn(one, tx.now)
        const { group, waitDays, since, openUntil } = one
        return {
          group,
          on,
          waitDays,
          since: iso(since),
          openUntil: on || openUntil === null ? null : iso(openUntil),
          opening: opening
            ? {
                id: opening.id,
                askedAt: iso(opening.askedAt),
                dueAt: iso(opening.dueAt),
                openHours: opening.openHours as 1 | null,
              }
            : null,
        }
      })
      return reply({ locks })
    }),

  turnOn(context, { groups }) {
    const long = groups.some(({ waitDays }) => waitDays > LONG_LOCK_DAYS)
    if (long)
      return Promise.resolve(
        refuse('input-invalid', { problems: [{ field: 'groups', problem: 'needs-mailbox' }] }),
      )
    return turnOn(context, groups)
  },

  turnOnLong: (context, { groups }) => turnOn(context, groups),

  open({ deps, client, signedIn, write }, { group, openHours }) {
    const me = signedIn()
    return write(async (tx) => {
      const standing = (await findLocks(tx.db, me.account)).find(isOf(group))
      if (!standing || !isOn(standing, tx.now)) return refuse('state-forbids', { reason: 'not-locked' })
      const guarded = await tx.require(openingContent(standing, openHours))
      if (guarded.kind === 'refused') return guarded
      const { account, session: askedBy, email } = me
      const waitMs = openingWait(standing)
      const made = { account, group, openHours, waitMs, askedBy, provedBy: guarded.by }
      const added = await addOpening(tx, deps.random, made)
      if (!added) return refuse('state-forbids', { reason: 'opening-already' })
      const words = openingWords(deps.settings, group, added.dueAt, stopToken(deps.ring, added.id))
      const data = { ...whereFrom(client), change: 'lock', group }
      await applyDecision(
        tx,
        deps,
        { id: account, email },
        {
          audit: [{ event: 'change.asked', data }],
          notices: [{ event: 'change.asked', words }],
        },
      )
      return reply({ change: added.id, dueAt: iso(added.dueAt) })
    })
  },
}

type Locked = Reply<{ cancelled: number }>
function turnOn(
  { deps, client, signedIn, write }: Context,
  wanted: readonly Wanted[],
): Promise<Locked | Refused<'sign-in-required' | 'proof-required' | 'settings-locked' | 'state-forbids'>> {
  const me = signedIn()
  return write(async (tx) => {
    // Of two that lock at once, the second sees what the first has locked.
    await lockHead(tx, me.account)
    const judged = judgeLocking(await findLocks(tx.db, me.account), wanted, tx.now)
    if (judged.kind === 'refused') return refuse('state-forbids', { reason: judged.reason })
    const guarded = await tx.require(lockingContent(wanted))
    if (guarded.kind === 'refused') return guarded
    const owner = { id: me.account, email: me.email }
    return reply({ cancelled: await lock(tx, deps, owner, judged.changed, whereFrom(client)) })
  })
}

const days = (count: number): string => (count === 1 ? '1 day' : `${count} days`)
const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1)

const lockingContent = (wanted: readonly Wanted[]): Content => ({
  bound: { groups: wanted.map(({ group, waitDays }) => ({ group, waitDays })) },
  shown: [
    ...wanted.map(({ group, waitDays }) => ({
      label: capital(LOCK_WORDS[group]),
      value: `Locked; takes ${days(waitDays)} to open`,
    })),
    { label: 'What waits now', value: 'All of it is cancelled' },
  ],
})

const openingContent = ({ group, waitDays }: Wanted, openHours: number | null): Content => ({
  bound: { group, openHours, waitDays },
  shown: [
    { label: 'Opens', value: `${capital(LOCK_WORDS[group])}, after ${days(waitDays)}` },
    {
      label: 'Then open',
      value:
        openHours === null
          ? 'Until you lock it again'
          : openHours < 48
            ? `For ${openHours === 1 ? '1 hour' : `${openHours} hours`}`
            : `For ${days(openHours / 24)}`,
    },
  ],
})

export const routes = serve(settingsLock, handlers)
