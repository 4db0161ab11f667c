// Sign up: an address, the code that went there, then a name and a password. Whether an address has an account
// already is said to its owner alone, by mail (A1, A4).

import { onPool } from '../../db/connect.ts'
import type { Tx } from '../../db/tx.ts'
import { apply } from '../../db/write.ts'
import { isFree, standingOf } from '../../factors/addresses.ts'
import { codeMac } from '../../factors/sent-code.ts'
import { openChallenge } from '../../factors/store.ts'
import { whereFrom } from '../../identify/client.ts'
import { provenKey } from '../../identify/device.ts'
import { sameBytes } from '../../lib/bytes.ts'
import type { StepKind } from '../../lib/challenge-view.ts'
import { newId, newSixDigits, newToken } from '../../lib/ids.ts'
import { derive } from '../../lib/keys.ts'
import { passwordProblem } from '../../lib/password-rules.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { claimTries, countUses, releaseTries, slowDown } from '../../limits/store.ts'
import { applyDecision, sendBlind } from '../../notify/outbox.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { stepsOf } from '../../policy/decide.ts'
import { digestOf } from '../../policy/guard.ts'
import { type Context, type Handlers, reply, serve } from '../../serve/context.ts'
import { signUp } from './contract.ts'
import { codeWords, knownAddressWords } from './notices.ts'
import { signUpState } from './sign-up.ts'
import {
  addSignUp,
  confirmSignUp,
  findSignUp,
  giveCodeTryBack,
  openAccount,
  takeCodeTry,
  usernameIsFree,
} from './store.ts'

const handlers: Handlers<typeof signUp> = {
  async start({ deps, client, write }, { email }) {
    const rates = [
      { kind: 'sign-up', subject: client.network },
      { kind: 'sign-up-address', subject: email },
    ] as const
    const counted = await countUses(deps, rates)
    if (!counted.allowed) return slowDown(counted)
    const id = newId(deps.random)
    const browserToken = newToken(deps.random)
    const code = newSixDigits(deps.random)
    const mac = codeMac(derive(deps.ring.current, 'code'), id, code)
    const expiresAt = await write(async (tx) => {
      // A known address takes the same steps: a row that no code opens, and a mail to its owner.
      const standing = await standingOf(tx.db, email)
      const { account } = standing
      const { platform, origin } = deps.settings
      const words = isFree(standing) ? codeWords(platform, code) : knownAddressWords(platform, origin)
      const line = {
        event: 'sign-up.tried-again',
        data: whereFrom(client),
      } as const
      const until = await addSignUp(tx, deps, {
        id,
        email,
        browserToken,
        codeMac: isFree(standing) ? mac : null,
      })
      await sendBlind(tx, deps, email, words, account ? { account, line } : undefined)
      return until
    })
    return reply({ signUp: id, expiresAt: iso(expiresAt) }, [{ name: 'signUp', value: browserToken }])
  },

  async confirm({ deps, cookies, read, write }, { signUp: id, code }) {
    const found = await read(({ db }) => findSignUp(db, deps, id, cookies.signUp, 'look'))
    if (!found) return refuse('challenge-ended')
    const db = onPool(deps.pool)
    if (!(await takeCodeTry(db, id))) return refuse('challenge-ended')
    const subject = `sign-up:${found.emailMac.toString('base64')}`
    const claimed = await claimTries(deps, { kind: 'mailed-code', subjects: [subject] })
    if (!claimed.allowed) {
      await giveCodeTryBack(db, id)
      return slowDown(claimed)
    }
    return write(async (tx) => {
      const row = await findSignUp(tx.db, deps, id, cookies.signUp, 'lock')
      if (!row || row.confirmedAt !== null || tx.now >= row.expiresAt) return refuse('challenge-ended')
      const macs = [...deps.ring.byId.values()].map((key) => codeMac(derive(key, 'code'), id, code))
      const good = macs.some((mac) => sameBytes(mac, row.codeMac ?? Buffer.alloc(32)))
      if (!good || row.codeMac === null)
        return refuse('answer-wrong', { field: 'code', triesLeft: 5 - row.tries })
      await apply(tx.db, releaseTries(deps, claimed.claim))
      return reply({ signUp: id, expiresAt: iso(await confirmSignUp(tx, row)) })
    })
  },

  async checkUsername({ deps, client, cookies, write }, { signUp: id, username }) {
    const counted = await countUses(deps, [{ kind: 'sign-up-username', subject: client.network }])
    if (!counted.allowed) return slowDown(counted)
    return write(async (tx) => {
      const row = await findSignUp(tx.db, deps, id, cookies.signUp, 'look')
      if (!row || signUpState(row, tx.now) !== 'confirmed') return refuse('challenge-ended')
      return reply({ free: await usernameIsFree(tx.db, username) })
    })
  },

  async finish(context, input) {
    const { deps, client, cookies, read, write } = context
    const counted = await countUses(deps, [{ kind: 'sign-up-username', subject: client.network }])
    if (!counted.allowed) return slowDown(counted)
    const found = await read(async (tx) => {
      const row = await findSignUp(tx.db, deps, input.signUp, cookies.signUp, 'look')
      if (!row || signUpState(row, tx.now) !== 'confirmed') return refuse('challenge-ended')
      if (!(await usernameIsFree(tx.db, input.username))) return TAKEN
      const key = input.device && provenKey(deps.ring, input.device, input.username, tx.now)
      return { kind: 'found', email: row.email, key } as const
    })
    if (found.kind === 'refused') return found
    const names = [input.username, found.email.split('@')[0]!, deps.settings.platform]
    const unsuitable = passwordProblem(input.password, deps.isCommonPassword, names)
    if (unsuitable) return refuse('password-unsuitable', { field: 'password', reason: unsuitable })
    const hash = await deps.hasher.hash(input.password)
    if (hash === 'busy') return refuse('busy')
    // A nonce that was used before proves no device.
    const nonce = found.key && { kind: 'device-nonce' as const, subject: input.device!.nonce }
    const key = nonce && (await countUses(deps, [nonce])).allowed ? found.key : undefined
    return write(async (tx) => {
      const row = await findSignUp(tx.db, deps, input.signUp, cookies.signUp, 'lock')
      if (!row || signUpState(row, tx.now) !== 'confirmed') return refuse('challenge-ended')
      const account = await openAccount(tx, deps.random, row, input.username, hash.stored)
      if (!account) return (await usernameIsFree(tx.db, input.username)) ? refuse('challenge-ended') : TAKEN
      const audit = [{ event: 'account.created', data: whereFrom(client) }] as const
      await applyDecision(tx, deps, { id: account, email: row.email }, { audit, notices: [] })
      return handOver(tx, context, account, key)
    })
  },
}

const TAKEN = refuse('username-taken', { field: 'username' })

/** By the mailed code, and by having chosen the password just now. */
const PROVED: ReadonlySet<StepKind> = new Set(['password', 'email'])
/** The proofs given so far are handed to a sign-in; a session is born there and nowhere else. */
async function handOver(tx: Tx, { deps }: Context, account: string, deviceKey: Buffer | undefined) {
  const action = 'first-factor.enrol'
  const browserToken = newToken(deps.random)
  const steps = stepsOf(ACTIONS[action], { pin: 'none', device: 'known' }).map((kind) => ({
    kind,
    done: PROVED.has(kind),
  }))
  const digest = digestOf(action, account, {})
  const made = {
    account,
    action,
    identity: { purpose: 'sign-in' as const },
    digest,
    content: [],
    steps,
    credentialVersion: 1,
    holder: { browserToken },
    deviceKey,
  }
  const view = await openChallenge(tx, deps.random, made)
  return reply({ challenge: view }, [
    { name: 'signUp', value: '' },
    { name: 'signIn', value: browserToken },
  ])
}

export const routes = serve(signUp, handlers)
