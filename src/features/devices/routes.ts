// Devices that are not known yet: a session on a known one approves or turns away what waits; and the link of an alert
// ends what its owner did not begin. Nothing here makes a session.

import { apply } from '../../db/write.ts'
import { advance } from '../../factors/challenge.ts'
import { dropProving, endChallenge } from '../../factors/store.ts'
import { markSteps, waitingSignIns } from '../../factors/waiting-store.ts'
import { whereFrom } from '../../identify/client.ts'
import { forgetDevice, isTrusted } from '../../identify/devices.ts'
import { disownSession, endSessions, findAlerted } from '../../identify/sessions.ts'
import { refuse } from '../../lib/refusals.ts'
import { readLinkToken } from '../../lib/stop-link.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { devices, type WaitingView } from './contract.ts'
import { deniedWords, disownedWords } from './notices.ts'
import { emailOf } from './store.ts'

const handlers: Handlers<typeof devices> = {
  waiting({ signedIn, write }) {
    const me = signedIn()
    return write(async (tx) => {
      const waiting = (await waitingSignIns(tx.db, me.account, tx.now)).map(
        ({ id, askedFrom, askedAt, expiresAt }): WaitingView => ({
          id,
          device: askedFrom.label,
          form: askedFrom.form as WaitingView['form'],
          place: askedFrom.place,
          address: askedFrom.address,
          askedAt: iso(askedAt),
          expiresAt: iso(expiresAt),
        }),
      )
      return reply({ waiting, mayApprove: me.device !== null && (await isTrusted(tx, me.device)) })
    })
  },

  approve({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    return write(async (tx) => {
      // A device that nobody has approved speaks for no other.
      if (me.device === null || !(await isTrusted(tx, me.device)))
        return refuse('state-forbids', { reason: 'device-unknown' })
      const found = (await waitingSignIns(tx.db, me.account, tx.now)).find((one) => one.id === id)
      if (!found) return refuse('not-found')
      await apply(tx.db, [markSteps(id, advance(found.steps))])
      const { label, place, address } = found.askedFrom
      const data = { ...whereFrom(client), let: label, letPlace: place ?? '', letAddress: address }
      const account = { id: me.account, email: me.email }
      await applyDecision(tx, deps, account, { audit: [{ event: 'device.approved', data }], notices: [] })
      return reply({})
    })
  },

  deny({ deps, client, signedIn, write }, { id }) {
    const me = signedIn()
    return write(async (tx) => {
      const found = (await waitingSignIns(tx.db, me.account, tx.now)).find((one) => one.id === id)
      if (!found) return refuse('not-found')
      await apply(tx.db, [endChallenge(id)])
      const { label, place, address } = found.askedFrom
      const data = { ...whereFrom(client), let: label, letPlace: place ?? '', letAddress: address }
      const words = deniedWords(deps.settings, found.askedFrom)
      const account = { id: me.account, email: me.email }
      await applyDecision(tx, deps, account, {
        audit: [{ event: 'device.denied', data }],
        notices: [{ event: 'device.denied', words }],
      })
      return reply({})
    })
  },

  seeAlert({ deps, read }, { token }) {
    return read(async ({ db, now }) => {
      const session = readLinkToken(deps.ring, 'not-me-link', token)
      const found = session === undefined ? undefined : await findAlerted(db, session, now)
      if (!found) return refuse('not-found')
      const { label: device, place, address, started_at: at } = found
      return reply({ device, place, address, at: iso(at) })
    })
  },

  useAlert({ deps, client, write }, { token }) {
    const session = readLinkToken(deps.ring, 'not-me-link', token)
    if (session === undefined) return Promise.resolve(refuse('not-found'))
    return write(async (tx) => {
      const found = await disownSession(tx, session)
      if (!found) return refuse('not-found')
      const { account, device } = found
      const endedSessions = await endSessions(tx, account, {})
      if (device !== null) await forgetDevice(tx, account, device)
      await apply(tx.db, dropProving(account))
      const decision = {
        audit: [{ event: 'sign-in.disowned', data: { ...whereFrom(client), endedSessions } } as const],
        notices: [{ event: 'sign-in.disowned', words: disownedWords(deps.settings) } as const],
      }
      await applyDecision(tx, deps, { id: account, email: await emailOf(tx.db, account) }, decision)
      tx.after(() => deps.sessions.drop(account))
      return reply({ endedSessions })
    })
  },
}

export const routes = serve(devices, handlers)
