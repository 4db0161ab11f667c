// Help with credentials: the username by mail; a new password for who has the mailbox and the second factor. An address
// that nobody has is answered as any other, up to the code that no mail brings (A9, A10).

import { onPool } from '../../db/connect.ts'
import type { Tx } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import { answerChallenge, type Settled } from '../../factors/answer.ts'
import { isOpen } from '../../factors/challenge.ts'
import { offerAnswer } from '../../factors/offers.ts'
import { codeMac } from '../../factors/sent-code.ts'
import {
  endChallenge,
  findChallenge,
  keepSteps,
  type LockedChallenge,
  lockChallenge,
  openChallenge,
  viewChallenge,
} from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import { provenKey } from '../../identify/device.ts'
import { lockDevice } from '../../identify/devices.ts'
import { AssertionError } from '../../lib/assert.ts'
import { sameBytes } from '../../lib/bytes.ts'
import type { OutputOf } from '../../lib/contract.ts'
import { newId, newSixDigits, newToken } from '../../lib/ids.ts'
import { derive, lookupMac } from '../../lib/keys.ts'
import { passwordProblem } from '../../lib/password-rules.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { claimTries, countUses, type RateSubject, releaseTries, slowDown } from '../../limits/store.ts'
import { type Effects, effectsOf, sendBlind } from '../../notify/outbox.ts'
import { toldLately } from '../../notify/told.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { decide } from '../../policy/decide.ts'
import { loadFacts } from '../../policy/facts.ts'
import { digestOf } from '../../policy/guard.ts'
import { type Context, type Handlers, type Reply, reply, serve } from '../../serve/context.ts'
import { completeReset } from './complete.ts'
import { credentialsHelp } from './contract.ts'
import {
  noAccountWords,
  resetAskedWords,
  resetCodeWords,
  resetFailedWords,
  usernameWords,
} from './notices.ts'
import { actionFor, holderOf, identityOf, isProved, resetView, TRIES } from './password-reset.ts'
import {
  addReset,
  dropReset,
  dropResets,
  findOwner,
  findReset,
  giveCodeTryBack,
  lockWaitOf,
  takeCodeTry,
} from './store.ts'

const handlers: Handlers<typeof credentialsHelp> = {
  async remindUsername({ deps, client, write }, { email }) {
    const counted = await countUses(deps, askingRates(client.network, email))
    if (!counted.allowed) return slowDown(counted)
    await write(async (tx) => {
      const owner = await findOwner(tx.db, { email })
      const { platform } = deps.settings
      const words = owner ? usernameWords(platform, owner.username) : noAccountWords(platform)
      const line = { event: 'username.asked', data: whereFrom(client) } as const
      await sendBlind(tx, deps, email, words, owner && { account: owner.id, line })
    })
    return reply({})
  },

  async start({ deps, client, write }, { email }) {
    const counted = await countUses(deps, askingRates(client.network, email))
    if (!counted.allowed) return slowDown(counted)
    const id = newId(deps.random)
    const browserToken = newToken(deps.random)
    const code = newSixDigits(deps.random)
    const mac = codeMac(derive(deps.ring.current, 'code'), id, code)
    const expiresAt = await write(async (tx) => {
      const found = await findOwner(tx.db, { email })
      const { platform } = deps.settings
      const words = found ? resetCodeWords(platform, code, client) : noAccountWords(platform)
      const line = { event: 'password.reset-asked', data: whereFrom(client) } as const
      const tell = found && { account: found.id, line, inCentre: resetAskedWords(platform, client) }
      const owner = found && { account: found.id, codeMac: mac }
      const until = await addReset(tx, deps.ring, { id, email, browserToken, owner })
      await sendBlind(tx, deps, email, words, tell)
      return until
    })
    return reply({ reset: id, expiresAt: iso(expiresAt) }, [{ name: 'reset', value: browserToken }])
  },

  async confirm(context, { reset: id, code, device }) {
    const { deps, client, cookies, read, write } = context
    const found = await read(async ({ db, now }) => {
      const row = await findReset(db, id, cookies.reset, 'look')
      return row && { row, key: device && provenKey(deps.ring, device, id, now) }
    })
    if (!found) return refuse('challenge-ended')
    const db = onPool(deps.pool)
    if (!(await takeCodeTry(db, id))) return refuse('challenge-ended')
    const subject = `password-reset:${found.row.emailMac.toString('base64')}`
    const rates: RateSubject[] = [
      { kind: 'credentials-help-code', subject: client.network },
      ...(found.key ? [{ kind: 'device-nonce', subject: device!.nonce } as const] : []),
    ]
    const claimed = await claimTries(deps, { kind: 'mailed-code', subjects: [subject] }, rates)
    if (!claimed.allowed) {
      await giveCodeTryBack(db, id)
      return claimed.by === 'device-nonce'
        ? refuse('request-malformed', { reason: 'nonce-used' })
        : slowDown(claimed)
    }
    return write(async (tx) => {
      const row = await findReset(tx.db, id, cookies.reset, 'lock')
      if (!row || tx.now >= row.expiresAt) return refuse('challenge-ended')
      const macs = [...deps.ring.byId.values()].map((key) => codeMac(derive(key, 'code'), id, code))
      const good = macs.some((mac) => sameBytes(mac, row.codeMac ?? Buffer.alloc(32)))
      if (!good || row.account === null) {
        // The log of an account would take time that an unknown address does not: a job writes it, for both.
        await deps.jobs.send(tx, 'password-reset.failed', {
          account: row.account ?? '',
          ...whereFrom(client),
        })
        const triesLeft = Math.min(TRIES - row.tries, claimed.claim.left)
        return refuse('answer-wrong', { field: 'code', triesLeft })
      }
      await apply(tx.db, [...releaseTries(deps, claimed.claim), dropResets(row.emailMac)])
      return open(tx, context, { ...row, account: row.account }, found.key)
    })
  },

  pending({ deps, cookies, write }) {
    return write(async (tx) => {
      const row = cookies.reset
        ? await findChallenge(tx.db, deps, holderOf(cookies.reset), 'look')
        : undefined
      if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
      return reply(resetView(await viewChallenge(tx.db, row), row.steps, await lockWaitOf(tx, row.account)))
    })
  },

  async offer({ deps, client, cookies }, asked) {
    if (!cookies.reset) return refuse('challenge-ended')
    const made = await offerAnswer(
      deps,
      holderOf(cookies.reset),
      asked,
      client.network,
      () => TEXT_ALONE,
      () => ACTIONS['password.reset'],
    )
    return made.kind === 'refused' ? made : reply({ at: iso(made.at), shown: made.shown })
  },

  async answer(context, { answer }) {
    const { deps, cookies } = context
    if (!cookies.reset) return refuse('challenge-ended')
    return answerChallenge(deps, holderOf(cookies.reset), ACTIONS['password.reset'], answer, {
      load: () => Promise.resolve(),
      wrong: (tx, { row }) => wrongFactor(tx, context, row),
      async right(tx, { row, steps }): Promise<Settled<Reply<OutputOf<typeof credentialsHelp.answer>>>> {
        // What is proved stays with the challenge, which the new password then takes.
        const view = await viewChallenge(tx.db, { ...row, steps })
        return {
          result: reply(resetView(view, steps, await lockWaitOf(tx, row.account))),
          effects: { writes: [keepSteps(row.id, steps)], jobs: [] },
        }
      },
    })
  },

  async finish(context, { newPassword }) {
    const { deps, client, caller, cookies, read, write } = context
    if (!cookies.reset) return refuse('challenge-ended')
    const holder = holderOf(cookies.reset)
    const found = await read(async ({ db, now }) => {
      const row = await findChallenge(db, deps, holder, 'look')
      return row && isOpen(row, now) ? row : undefined
    })
    if (!found) return refuse('challenge-ended')
    if (!isProved(found.steps)) return refuse('state-forbids')
    const names = [found.username, found.email.split('@')[0]!, deps.settings.platform]
    const unsuitable = passwordProblem(newPassword, deps.isCommonPassword, names)
    if (unsuitable) return refuse('password-unsuitable', { field: 'newPassword', reason: unsuitable })
    // Hashing is dear: who is here may not keep its queue full.
    const counted = await countUses(deps, [{ kind: 'credentials-help-code', subject: client.network }])
    if (!counted.allowed) return slowDown(counted)
    const hashed = await deps.hasher.hash(newPassword)
    if (hashed === 'busy') return refuse('busy')
    return write(async (tx) => {
      const row = await lockChallenge(tx, deps, holder)
      if (!row || !isOpen(row, tx.now) || !isProved(row.steps)) return refuse('challenge-ended')
      const completed = await completeReset(tx, context, row, hashed.stored)
      if (!('state' in completed)) return completed
      if (completed.state === 'waits') return reply(completed, [{ name: 'reset', value: '' }])
      // A session of someone else in this browser is none of this account's business.
      const own = caller?.account === row.account ? [{ name: 'session', value: '' } as const] : []
      return reply(completed, [{ name: 'reset', value: '' }, ...own])
    })
  },

  async cancel({ deps, cookies, write }) {
    const token = cookies.reset
    if (token) {
      await write(async (tx) => {
        const row = await lockChallenge(tx, deps, holderOf(token))
        await apply(tx.db, [dropReset(token), row && endChallenge(row.id)])
      })
    }
    return reply({}, [{ name: 'reset', value: '' }])
  },
}

/** The mailbox is proved before, and counts once. */
const TEXT_ALONE = {
  mail: (): never => {
    throw new AssertionError('a reset mails no code for a second factor')
  },
  text: { act: 'to choose a new password' },
}

const askingRates = (network: string, email: string): RateSubject[] => [
  { kind: 'credentials-help', subject: network },
  { kind: 'credentials-help-address', subject: email },
]

/** The mailbox is proved: from here on it is a challenge like any other, held by this browser. */
async function open(
  tx: Tx,
  { deps }: Context,
  { account, emailMac }: { readonly account: string; readonly emailMac: Buffer },
  deviceKey: Buffer | undefined,
) {
  const owner = await findOwner(tx.db, { id: account })
  // The code went to an address that is the account's no more.
  if (!owner || !sameBytes(lookupMac(deps.ring, owner.email), emailMac)) return refuse('challenge-ended')
  const action = actionFor(owner.state)
  const { least, proof } = ACTIONS[action]
  const identity = identityOf(action)
  const facts = { account, session: undefined, identity, least, proved: ['email'], groups: [] } as const
  const verdict = decide(action, await loadFacts(tx.db, facts, tx.now))
  if (verdict.kind === 'refuse') return refuse('state-forbids', { reason: verdict.reason })
  const browserToken = newToken(deps.random)
  const made = {
    account,
    action,
    identity,
    digest: digestOf(action, account, {}),
    content: [],
    steps: proof.map((kind) => ({ kind, done: kind === 'email' })),
    credentialVersion: owner.credentialVersion,
    holder: holderOf(browserToken),
    device: deviceKey && (await lockDevice(tx, account, deviceKey)),
  }
  const view = await openChallenge(tx, deps.random, made)
  return reply(resetView(view, made.steps, await lockWaitOf(tx, account)), [
    { name: 'reset', value: browserToken },
  ])
}

async function wrongFactor(tx: Tx, { deps, client }: Context, row: LockedChallenge): Promise<Effects> {
  // One wrong code is a slip; from the second on the owner hears that someone has the mailbox, once a day.
  const event = 'password.reset-failed'
  const tell = row.tries >= 2 && !(await toldLately(tx, row.account, event))
  const words = resetFailedWords(deps.settings.platform, client)
  const decision = {
    audit: [{ event, data: { ...whereFrom(client), step: 'factor' } } as const],
    notices: tell ? [{ event, words }] : [],
  }
  return effectsOf(deps, { id: row.account, email: row.email }, decision, row.head, tx.now)
}

export const routes = serve(credentialsHelp, handlers)
