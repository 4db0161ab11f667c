// Step-up: the answers to a challenge that a protected act has raised. The last one yields a proof, for that act alone.

import { answerChallenge, type Settled } from '../../factors/answer.ts'
import { isOpen, presentStep } from '../../factors/challenge.ts'
import { offerAnswer } from '../../factors/offers.ts'
import { newProof } from '../../factors/proofs.ts'
import { type ChallengeRow, endChallenge, findChallenge, viewChallenge } from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import type { OutputOf } from '../../lib/contract.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso, type Ms } from '../../lib/time.ts'
import { codeState } from '../../notify/code-state.ts'
import { effectsOf, NO_EFFECTS } from '../../notify/outbox.ts'
import { ACTIONS, type ActionName } from '../../policy/actions.ts'
import { type Handlers, type Reply, reply, serve } from '../../serve/context.ts'
import { stepUp } from './contract.ts'
import { stepUpCodeWords } from './notices.ts'

const handlers: Handlers<typeof stepUp> = {
  async see({ deps, signedIn, write }, { id }) {
    return write(async (tx) => {
      const row = await findChallenge(tx.db, deps, { session: signedIn().session, challenge: id }, 'look')
      if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
      return reply({ challenge: await viewChallenge(tx.db, { ...row, ripeBy: ripeBy(row.action, tx.now) }) })
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
          const challenge = await viewChallenge(tx.db, { ...row, steps, ripeBy: ripeBy(row.action, tx.now) })
          return { result: reply({ state: 'more', challenge }), effects: NO_EFFECTS }
        }
        const { proof, expiresAt, write } = newProof(deps.random, row, steps, tx.now)
        return {
          result: reply({ state: 'proved', proof, expiresAt: iso(expiresAt) }),
          effects: { writes: [endChallenge(row.id), write], jobs: [] },
        }
      },
    })
  },

  watchCode: ({ read }, { id }) =>
    read(async (at) => {
      const state = await codeState(at, id)
      return state === undefined ? refuse('not-found') : reply({ state })
    }),

  async offer({ deps, client, signedIn }, { id, ...asked }) {
    const holder = { session: signedIn().session, challenge: id }
    const messageOf = ({ content }: ChallengeRow) => ({
      mail: (code: string) => stepUpCodeWords(deps.settings.platform, code, content),
      text: { act: `to approve: ${content[0]?.label ?? 'an act'}`, name: content[0]?.value ?? '' },
    })
    const demand = (row: ChallengeRow) => ACTIONS[row.action as ActionName]
    const made = await offerAnswer(deps, holder, asked, client.network, messageOf, demand)
    return made.kind === 'refused' ? made : reply({ at: iso(made.at), shown: made.shown })
  },
}

/** What could not answer is not offered. */
const ripeBy = (action: string, now: Ms): Ms | undefined =>
  ACTIONS[action as ActionName].unripe === 'refused' ? now : undefined

export const routes = serve(stepUp, handlers)
