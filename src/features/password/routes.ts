// Change the password: the old one and the second factor are proved by the challenge; everything that stood on the
// old one ends, but for this session, which gets a new token.

import { apply } from '../../db/write.ts'
import { waitingOf } from '../../factors/changes.ts'
import { dropProving } from '../../factors/store.ts'
import { voidWaiting } from '../../factors/waiting-secrets.ts'
import { setPassword } from '../../identify/accounts.ts'
import { whereFrom } from '../../identify/client.ts'
import { endSessions, renewSession } from '../../identify/sessions.ts'
import { assert } from '../../lib/assert.ts'
import { passwordProblem } from '../../lib/password-rules.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { applyDecision } from '../../notify/outbox.ts'
import { isProved, secretMark } from '../../policy/guard.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { password } from './contract.ts'
import { passwordChangedWords } from './notices.ts'
import { passwordHashOf } from './store.ts'

const handlers: Handlers<typeof password> = {
  see: ({ signedIn, write }) =>
    write(async (tx) => {
      const found = (await waitingOf(tx.db, signedIn().account)).find(({ kind }) => kind === 'password')
      const waiting = found && { id: found.id, askedAt: iso(found.askedAt), dueAt: iso(found.dueAt) }
      return reply({ waiting: waiting ?? null })
    }),

  async change({ deps, client, signedIn, proof, read, write }, { newPassword }) {
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
    // Comparing and hashing are for who has proved this very change: for anyone else, this page would tell whether a
    // guess is the present password, uncounted.
    const stored = await read(async (at) =>
      (await isProved(at, me, 'password.change', content, proof))
        ? passwordHashOf(at.db, me.account)
        : undefined,
    )
    const hashed = stored === undefined ? undefined : await hashNew(deps, stored, newPassword)
    if (hashed?.kind === 'refused') return hashed
    return write(async (tx) => {
      const guarded = await tx.require(content)
      if (guarded.kind === 'refused') return guarded
      assert(hashed, 'a proof that the guard takes and the look before it did not see')
      const version = await setPassword(tx, me.account, hashed.stored)
      await apply(tx.db, dropProving(me.account))
      const endedSessions = await endSessions(tx, me.account, { but: me.session })
      const token = await renewSession(tx, deps.random, me.session, version)
      // Who knows the old one has not forgotten it: what a stranger chose in its place does not come after this.
      const isVoided = await voidWaiting(tx, me.account, 'password.reset')
      const seen = whereFrom(client)
      const voided = { ...seen, change: 'password', byNewer: true }
      await applyDecision(
        tx,
        deps,
        { id: me.account, email: me.email },
        {
          audit: [
            ...(isVoided ? [{ event: 'change.cancelled', data: voided } as const] : []),
            { event: 'password.changed', data: { ...seen, endedSessions } },
          ],
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

type New = { readonly kind: 'hashed'; readonly stored: string } | Refused<'busy' | 'password-unsuitable'>

async function hashNew({ hasher }: Deps, stored: string, password: string): Promise<New> {
  const same = await hasher.verify(stored, password)
  if (same === 'busy') return refuse('busy')
  if (same.matches) return refuse('password-unsuitable', { field: 'newPassword', reason: 'same-as-before' })
  const made = await hasher.hash(password)
  return made === 'busy' ? refuse('busy') : { kind: 'hashed', stored: made.stored }
}

export const routes = serve(password, handlers)
