// Quick unlock: on a device whose client wants it, a session that has rested is locked, and a passkey of that very
// device opens it again (A8). It is the same session: nothing is proved by it, and its absolute limit stays.

import { findFactors } from '../../factors/enrolled.ts'
import { challengeBytes } from '../../factors/webauthn/challenge-bytes.ts'
import { requestOptions } from '../../factors/webauthn/options.ts'
import { relyingParty } from '../../factors/webauthn/relying-party.ts'
import { whereFrom } from '../../identify/client.ts'
import { makeNonce } from '../../identify/device.ts'
import { findDevice, setQuickUnlock } from '../../identify/devices.ts'
import { setLocks } from '../../identify/sessions.ts'
import { sha256 } from '../../lib/bytes.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { quickUnlock } from './contract.ts'
import { quickUnlockWords } from './notices.ts'
import { unlockDigest, unlockIdentifier, unlockKeys } from './quick-unlock.ts'
import { unlock } from './unlock.ts'

const handlers: Handlers<typeof quickUnlock> = {
  see({ deps, signedIn, read }) {
    const me = signedIn()
    return read(async ({ db, now }) => {
      const device = me.device === null ? undefined : await findDevice({ db, now }, me.account, me.device)
      if (!device) return reply({ state: 'no-device' })
      if (device.quickUnlock) return reply({ state: 'on' })
      const keys = unlockKeys(await findFactors(db, deps, me.account, 'look'), now)
      return reply({ state: keys.length === 0 ? 'no-passkey' : 'off' })
    })
  },

  turnOn({ deps, client, signedIn, write }) {
    const me = signedIn()
    return write(async (tx) => {
      const { device } = me
      // Before anything is asked: nobody proves in vain.
      if (device === null || !(await findDevice(tx, me.account, device)))
        return refuse('state-forbids', { reason: 'no-device' })
      if (unlockKeys(await findFactors(tx.db, deps, me.account, 'look'), tx.now).length === 0)
        return refuse('state-forbids', { reason: 'no-passkey' })
      const shown = [{ label: 'Lock in place of signing out when idle', value: client.label }]
      const guarded = await tx.require({ bound: { device }, shown })
      if (guarded.kind === 'refused') return guarded
      await setQuickUnlock(tx, me.account, device, true)
      // Of this device's sessions this one alone: what has ended by rest does not come back as a locked one.
      await setLocks(tx, { session: me.session }, true)
      const { platform, origin } = deps.settings
      const notice = { event: 'quick-unlock.on', words: quickUnlockWords(platform, origin, client.label) }
      const audit = [{ event: 'quick-unlock.on', data: whereFrom(client) } as const]
      await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices: [notice] })
      tx.after(() => deps.sessions.drop(me.account))
      return reply({})
    })
  },

  turnOff({ deps, client, signedIn, write }) {
    const me = signedIn()
    return write(async (tx) => {
      if (me.device === null) return reply({})
      await setQuickUnlock(tx, me.account, me.device, false)
      await setLocks(tx, { device: me.device }, false)
      const audit = [{ event: 'quick-unlock.off', data: whereFrom(client) } as const]
      await applyDecision(tx, deps, { id: me.account, email: me.email }, { audit, notices: [] })
      tx.after(() => deps.sessions.drop(me.account))
      return reply({})
    })
  },

  seeLock({ deps, signedIn, read }) {
    const me = signedIn()
    const { session, device } = me
    return read(async ({ db, now }) => {
      if (!me.locked || device === null) return reply({ state: 'open' })
      const nonce = makeNonce(deps.ring, deps.random(16), now)
      const keys = unlockKeys(await findFactors(db, deps, me.account, 'look'), now).map(({ key }) => key)
      const rp = relyingParty(deps.settings.origin, deps.settings.platform)
      const challenge = challengeBytes(unlockDigest({ session, device }), sha256(nonce))
      return reply({
        state: 'locked',
        username: me.username,
        endsAt: iso(me.endsAt),
        nonce,
        identifier: unlockIdentifier(session),
        // A list that is empty would mean any passkey there is.
        options: keys.length === 0 ? null : requestOptions(rp, challenge, keys, 'demanded'),
      })
    })
  },

  unlock,
}

export const routes = serve(quickUnlock, handlers)
