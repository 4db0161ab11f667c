// Step-up: the answers to a challenge that a protected act has raised. The last one yields a proof, for that act alone.

import { answerChallenge, type Settled } from '../../factors/answer.ts'
import { isOpen, presentStep } from '../../factors/challenge.ts'
import { METHODS } from '../../factors/methods.ts'
import {
  endChallenge,
  findChallenge,
  keepOffer,
  lockChallenge,
  newProof,
  viewChallenge,
} from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import type { OutputOf } from '../../lib/contract.ts'
import { derive } from '../../lib/keys.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { countUses, slowDown } from '../../limits/store.ts'
import { effectsOf, NO_EFFECTS, sendCode } from '../../notify/outbox.ts'
import { ACTIONS, type ActionName } from '../../policy/actions.ts'
import { type Handlers, type Reply, reply, serve } from '../../serve/context.ts'
import { stepUp } from './contract.ts'
import { stepUpCodeWords } from './notices.ts'

/** The purpose whose methods answer: a row of the policy, which every challenge names. */
const purposeOf = (action: string) => ACTIONS[action as ActionName].purpose

const handlers: Handlers<typeof stepUp> = {
  async see({ deps, signedIn, write }, { id }) {
    return write(async (tx) => {
      const row = await findChallenge(tx.db, deps, { session: signedIn().session, challenge: id }, 'look')
      if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
      return reply({ challenge: await viewChallenge(tx.db, row, purposeOf(row.action)) })
    })
  },

  async answer({ deps, client, signedIn, read }, { id, answer }) {
    const holder = { session: signedIn().session, challenge: id }
    const action = await read(async ({ db }) => (await findChallenge(db, deps, holder, 'look'))?.action)
    if (action === undefined) return refuse('challenge-ended')
    return answerChallenge(deps, holder, ACTIONS[action as ActionName], answer, {
      load: () => Promise.resolve(),
      wrong(tx, { row, step }) {
        const data = { ...whereFrom(client), action: row.action, step: step.kind }
        const decision = { audit: [{ event: 'challenge.failed', data } as const], notices: [] }
        const account = { id: row.account, email: row.email }
        return Promise.resolve(effectsOf(deps, account, decision, row.head, tx.now))
      },
      async right(tx, { row, steps }): Promise<Settled<Reply<OutputOf<typeof stepUp.answer>>>> {
        if (presentStep(steps)) {
          const challenge = await viewChallenge(tx.db, { ...row, steps }, purposeOf(action))
          return { result: reply({ state: 'more', challenge }), effects: NO_EFFECTS }
        }
        const { proof, expiresAt, write } = newProof(deps.random, row, tx.now)
        return {
          result: reply({ state: 'proved', proof, expiresAt: iso(expiresAt) }),
          effects: { writes: [endChallenge(row.id), write], jobs: [] },
        }
      },
    })
  },

  async sendCode({ deps, signedIn, read, write }, { id }) {
    const holder = { session: signedIn().session, challenge: id }
    const found = await read(({ db }) => findChallenge(db, deps, holder, 'look'))
    if (!found || presentStep(found.steps)?.kind !== 'email') return refuse('challenge-ended')
    const counted = await countUses(deps, [{ kind: 'mailed-codes', subject: signedIn().account }])
    if (!counted.allowed) return slowDown(counted)
    return write(async (tx) => {
      const row = await lockChallenge(tx, deps, holder)
      if (!row || !isOpen(row, tx.now) || presentStep(row.steps)?.kind !== 'email' || row.codesSent >= 5)
        return refuse('challenge-ended')
      const { offer, code } = METHODS['email-code'].offer(
        deps.random,
        derive(deps.ring.current, 'code'),
        row.id,
      )
      await keepOffer(tx, deps, row, { ...row.offer, email: { ...offer, sentAt: tx.now } }, row.codesSent + 1)
      await sendCode(tx, deps, row.email, stepUpCodeWords(deps.settings.platform, code ?? '', row.content))
      return reply({ sentAt: iso(tx.now) })
    })
  },
}

export const routes = serve(stepUp, handlers)
