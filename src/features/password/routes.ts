// Change the password: the old one and the second factor are proved by the challenge; everything that stood on the
// old one ends, but for this session, which gets a new token.

import { dropProving } from '../../factors/store.ts'
import { setPassword } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { endSessions, renewSession } from '../../identify/sessions.ts'
import { passwordProblem } from '../../lib/password-rules.ts'
import { refuse } from '../../lib/refusals.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { secretMark } from '../../policy/guard.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { password } from './contract.ts'
import { passwordChangedWords } from './notices.ts'
import { passwordHashOf } from './store.ts'

const handlers: Handlers<typeof password> = {
  async change({ deps, client, signedIn, proof, write }, { newPassword }) {
    const me = signedIn()
    const unsuitable = passwordProblem(newPassword, deps.isCommonPassword, [
      me.username,
      me.email.split('@')[0]!,
      deps.settings.platform,
    ])
    if (unsuitable) return refuse('password-unsuitable', { field: 'newPassword', reason: unsuitable })
    const content = {
      bound: { newPassword: secretMark(deps.ring, newPassword) },
      shown: [
        { label: 'Password', value: 'A new one, as you typed it' },
        { label: 'Other sessions', value: 'All of them end' },
      ],
    }
    // Hashing is for who has proved something: it is the most expensive thing we do, and outside any transaction.
    let hash: string | undefined
    if (proof !== undefined) {
      const current = await write((tx) =>
        passwordHashOf(tx, me.account).then((stored) => ({ kind: 'refused' as const, stored })),
      )
      const same = await deps.hasher.verify(current.stored, newPassword)
      if (same === 'busy') return refuse('busy')
      if (same.matches)
        return refuse('password-unsuitable', { field: 'newPassword', reason: 'same-as-before' })
      const made = await deps.hasher.hash(newPassword)
      if (made === 'busy') return refuse('busy')
      hash = made.stored
    }
    return write(async (tx) => {
      const guarded = await tx.require(content)
      if (guarded.kind === 'refused') return guarded
      if (hash === undefined) return refuse('busy')
      const version = await setPassword(tx, me.account, hash)
      await dropProving(tx, me.account)
      const endedSessions = await endSessions(tx, me.account, { but: me.session })
      const token = await renewSession(tx, deps.random, me.session, version)
      const data = { ...whereFrom(client), endedSessions }
      await applyDecision(
        tx,
        deps,
        { id: me.account, email: me.email },
        {
          audit: [{ event: 'password.changed', data }],
          notices: [
            {
              event: 'password.changed',
              words: passwordChangedWords(deps.settings.platform, deps.settings.origin),
            },
          ],
        },
      )
      tx.after(() => deps.sessions.drop(me.account))
      return reply({ endedSessions }, [{ name: 'session', value: token }])
    })
  },
}

export const routes = serve(password, handlers)
