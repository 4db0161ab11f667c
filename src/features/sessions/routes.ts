// Sessions and devices: see where the account is open, and end it there (A11).

import { setIdleSeconds } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { forgetDevice } from '../../identify/devices.ts'
import { endSessions, type Which } from '../../identify/sessions.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Context, type Handlers, reply, serve } from '../../serve/context.ts'
import { sessions } from './contract.ts'
import { idleTimeWords } from './notices.ts'
import { idleSecondsOf, listDevices, listSessions } from './store.ts'

const handlers: Handlers<typeof sessions> = {
  // Answers from what the session check has found: no further query, so that it costs what that costs.
  me({ signedIn }) {
    const me = signedIn()
    return Promise.resolve(
      reply({
        account: me.account,
        username: me.username,
        email: me.settingsLocked ? null : me.email,
        settingsLocked: me.settingsLocked,
        state: me.accountState as 'active',
        session: me.session,
        idleSeconds: me.idleSeconds,
        signedInAt: iso(me.startedAt),
        endsAt: iso(me.endsAt),
        readsUntil: me.readsUntil === null ? null : iso(me.readsUntil),
      }),
    )
  },

  list({ signedIn, write }) {
    const me = signedIn()
    return write(async (tx) =>
      reply({
        sessions: await listSessions(tx.db, me.account, me.accountVersion, me.session, tx.now),
        idleSeconds: await idleSecondsOf(tx.db, me.account),
      }),
    )
  },

  async end(context, { id }) {
    const ended = await end(context, { only: id })
    // Another account's session and one that never was are the same: not here.
    if (ended === 0) return refuse('not-found')
    return reply({ ended }, id === context.signedIn().session ? [{ name: 'session', value: '' }] : [])
  },

  async endOthers(context) {
    return reply({ ended: await end(context, { but: context.signedIn().session }) })
  },

  async signOut(context, { forgetDevice: forget }) {
    const { deps, client, signedIn, write } = context
    const me = signedIn()
    await write(async (tx) => {
      await endSessions(tx, me.account, { only: me.session })
      const seen = whereFrom(client)
      const forgot = forget === true && me.device !== null && (await forgetDevice(tx, me.account, me.device))
      const lines = [
        { event: 'session.signed-out', data: seen } as const,
        ...(forgot ? [{ event: 'device.forgotten', data: seen } as const] : []),
      ]
      await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit: lines, notices: [] })
      tx.after(() => deps.sessions.drop(me.account))
    })
    return reply({}, [{ name: 'session', value: '' }])
  },

  devices({ signedIn, write }) {
    const me = signedIn()
    return write(async (tx) => reply({ devices: await listDevices(tx.db, me.account, me.device, tx.now) }))
  },

  forgetDevice({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    return write(async (tx) => {
      if (!(await forgetDevice(tx, me.account, id))) return refuse('not-found')
      const data = whereFrom(client)
      await applyDecision(
        tx,
        deps,
        { id: me.account, email: me.email },
        { audit: [{ event: 'device.forgotten', data }], notices: [] },
      )
      return reply({})
    })
  },

  changeIdle({ deps, client, signedIn, write }, { minutes }) {
    const me = signedIn()
    return write(async (tx) => {
      const guarded = await tx.require({
        bound: { minutes },
        shown: [{ label: 'Sign out when idle after', value: `${minutes} minutes` }],
      })
      if (guarded.kind === 'refused') return guarded
      await setIdleSeconds(tx, me.account, minutes * 60)
      const data = { ...whereFrom(client), minutes }
      await applyDecision(
        tx,
        deps,
        { id: me.account, email: me.email },
        {
          audit: [{ event: 'idle-time.changed', data }],
          notices: [
            {
              event: 'idle-time.changed',
              words: idleTimeWords(deps.settings.platform, deps.settings.origin, minutes),
            },
          ],
        },
      )
      return reply({ idleSeconds: minutes * 60 })
    })
  },
}

async function end({ deps, client, signedIn, write }: Context, which: Which): Promise<number> {
  const me = signedIn()
  return write(async (tx) => {
    const ended = await endSessions(tx, me.account, which)
    if (ended === 0) return 0
    const data = { ...whereFrom(client), count: ended }
    await applyDecision(
      tx,
      deps,
      { id: me.account, email: me.email },
      { audit: [{ event: 'session.ended', data }], notices: [] },
    )
    tx.after(() => deps.sessions.drop(me.account))
    return ended
  })
}

export const routes = serve(sessions, handlers)
