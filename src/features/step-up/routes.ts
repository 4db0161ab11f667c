// Step-up: the answers to a challenge that a protected act has raised. The last one yields a proof, for that act alone.

import { answerChallenge } from '../../factors/answer.ts'
import { isOpen, presentStep } from '../../factors/challenge.ts'
import { METHODS } from '../../factors/methods.ts'
import { addProof, endChallenge, findChallenge, keepOffer, viewChallenge } from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import { derive } from '../../lib/keys.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { claimTries, slowDown } from '../../limits/store.ts'
import { applyDecision, sendCode } from '../../notify/outbox.ts'
import { ACTIONS, type ActionName } from '../../policy/actions.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
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
    return answerChallenge(deps, holder, ACTIONS[action as ActionName], answer, async (tx, answered) => {
      const { row } = answered
      if (answered.kind === 'wrong') {
        const data = { ...whereFrom(client), action: row.action, step: answered.step.kind }
        await applyDecision(
          tx,
          deps,
          { id: row.account, email: row.email },
          { audit: [{ event: 'challenge.failed', data }], notices: [] },
        )
        return refuse('answer-wrong')
      }
      if (presentStep(answered.steps)) {
        return reply({
          state: 'more' as const,
          challenge: await viewChallenge(tx.db, { ...row, steps: answered.steps }, purposeOf(action)),
        })
      }
      await endChallenge(tx, row.id)
      const { proof, expiresAt } = await addProof(tx, deps.random, row)
      return reply({ state: 'proved' as const, proof, expiresAt: iso(expiresAt) })
    })
  },

  async sendCode({ deps, signedIn, read, write }, { id }) {
    const holder = { session: signedIn().session, challenge: id }
    const found = await read(({ db }) => findChallenge(db, deps, holder, 'look'))
    if (!found || presentStep(found.steps)?.kind !== 'email') return refuse('challenge-ended')
    const claimed = await claimTries(deps, [], [{ kind: 'mailed-codes', subject: signedIn().account }])
    if (!claimed.allowed) return slowDown(claimed)
    return write(async (tx) => {
      const row = await findChallenge(tx.db, deps, holder, 'lock')
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
