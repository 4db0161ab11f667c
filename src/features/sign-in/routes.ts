// Sign in: name and password, then the second factor; for an account without one, its enrolment. Until the last
// step is proved there is no session, only a challenge of this browser, which opens nothing else.

import { onPool } from '../../db/connect.ts'
import { apply, type Write } from '../../db/write.ts'
import { answerChallenge, atOf } from '../../factors/answer.ts'
import { isOpen, presentStep, takes } from '../../factors/challenge.ts'
import { knownDevicePassword } from '../../factors/guesses.ts'
import { methodOf } from '../../factors/methods.ts'
import { offerAnswer } from '../../factors/offers.ts'
import {
  type ChallengeRow,
  dropPending,
  endChallenge,
  findChallenge,
  keepOffer,
  lockChallenge,
  openChallenge,
  viewChallenge,
} from '../../factors/store.ts'
import { shownKey, type TotpSecret } from '../../factors/totp/totp.ts'
import { keepRehash } from '../../identify/accounts.ts'
import { readPoints } from '../../identify/bound.ts'
import { makeNonce, provenKey } from '../../identify/device.ts'
import type { StepKind } from '../../lib/challenge-view.ts'
import { newToken } from '../../lib/ids.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'
import { iso, type Ms } from '../../lib/time.ts'
import {
  type Claim,
  claimTries,
  type RateSubject,
  releaseTries,
  slowDown,
  type Tries,
} from '../../limits/store.ts'
import { ACTIONS, type ActionName } from '../../policy/actions.ts'
import { stepsOf } from '../../policy/decide.ts'
import { digestOf } from '../../policy/guard.ts'
import { type Context, type Handlers, reply, serve } from '../../serve/context.ts'
import { signIn } from './contract.ts'
import { deviceCodeWords, signInCodeWords } from './notices.ts'
import { passkeyHandlers } from './passkey.ts'
import { enter, refuseTakenKey, settling } from './settle.ts'
import { type Found, findAccount } from './store.ts'

/** The steps in which something new is made: the first method, or a list for the one that is at its end. */
const isMade = (kind: StepKind): boolean => kind === 'enrol' || kind === 'new-list'

const handlers: Handlers<typeof signIn> = {
  async nonce({ deps, write }) {
    const now = deps.clock.now() ?? (await write((tx) => Promise.resolve(tx.now)))
    return reply({ nonce: makeNonce(deps.ring, deps.random(16), now) })
  },

  async start(context, { identifier, password, device }) {
    const { deps, client, read, write } = context
    const { found, key } = await read(async (tx) => {
      const proven = device && provenKey(deps.ring, device, identifier, tx.now)
      return { key: proven, found: await findAccount(tx.db, identifier, proven, tx.now) }
    })
    const account = found?.state === 'closed' ? undefined : found
    const known = account?.device ?? undefined
    // A known device has a count of its own, and no count of its network: no stranger can lock its owner out.
    const tries: Tries = known ? knownDevicePassword(known) : { kind: 'password', subjects: [identifier] }
    const rates: RateSubject[] = [
      known ? { kind: 'sign-in-device', subject: known } : { kind: 'sign-in', subject: client.network },
      ...(key ? [{ kind: 'device-nonce', subject: device!.nonce } as const] : []),
    ]
    const claimed = await claimTries(deps, tries, rates)
    if (!claimed.allowed) {
      return claimed.by === 'device-nonce'
        ? refuse('request-malformed', { reason: 'nonce-used' })
        : slowDown(claimed)
    }
    const { claim } = claimed
    const verified = await deps.hasher.verify(account?.passwordHash, password)
    if (verified === 'busy') {
      // Nothing was compared: the try is given back, or a crowd at the door would lock clients out.
      await write((tx) => apply(tx.db, releaseTries(deps, claim)))
      return refuse('busy')
    }
    if (!verified.matches || !account) return wrongPassword(context, account?.id, claim)
    const rehash = verified.needsRehash ? await deps.hasher.hash(password) : undefined
    const kept = [
      ...releaseTries(deps, claim),
      ...(rehash && rehash !== 'busy' ? [keepRehash(account.id, account.passwordHash, rehash.stored)] : []),
    ]
    return begin(context, account, key, claim.claimedAt, kept)
  },

  async pending({ deps, cookies, write }) {
    return write(async (tx) => {
      const row = cookies.signIn
        ? await findChallenge(tx.db, deps, { browserToken: cookies.signIn }, 'look')
        : undefined
      if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
      return reply({ challenge: await viewChallenge(tx.db, row) })
    })
  },

  async offer({ deps, client, cookies }, asked) {
    const { signIn: browserToken } = cookies
    if (!browserToken) return refuse('challenge-ended')
    const { platform } = deps.settings
    const messageOf = ({ steps }: ChallengeRow) => ({
      mail: (code: string) =>
        presentStep(steps)?.kind === 'device'
          ? deviceCodeWords(platform, client, code)
          : signInCodeWords(platform, code),
      text: { act: 'to sign in' },
    })
    const made = await offerAnswer(deps, { browserToken }, asked, client.network, messageOf)
    return made.kind === 'refused' ? made : reply({ at: iso(made.at), shown: made.shown })
  },

  async enrol({ deps, cookies, write }, { method, key }) {
    return write(async (tx) => {
      const row = cookies.signIn ? await lockChallenge(tx, deps, { browserToken: cookies.signIn }) : undefined
      if (!row || !isOpen(row, tx.now)) return refuse('challenge-ended')
      const step = presentStep(row.steps)
      if (!step || !isMade(step.kind) || !takes(step, method)) return refuse('state-forbids')
      // Beginning again in the same sign-in shows the same key: the phone may have scanned it already.
      const { enrol: begun } = row.offer
      if (begun?.method === 'totp' && method === 'totp') {
        const shown = shownKey(begun.pending as TotpSecret, deps.settings.platform, row.username)
        return reply({ method, shown })
      }
      const making = { ...atOf(deps, row, tx.now), random: deps.random }
      const made = methodOf(method).enrol(making, row, { key }, [])
      if (!made) return refuse('state-forbids')
      await keepOffer(
        tx,
        deps,
        row,
        { ...row.offer, enrol: { method, pending: made.pending } },
        row.codesSent,
      )
      return reply({ method, shown: made.shown })
    })
  },

  async answer(context, { answer, keys }) {
    const { deps, cookies } = context
    if (!cookies.signIn) return refuse('challenge-ended')
    // Before a try is claimed: keys that are none are no guess at a code.
    const browser = readPoints(keys)
    if ('problem' in browser) return refuse('input-invalid', { problems: [browser] })
    const holder = { browserToken: cookies.signIn }
    const settled = answerChallenge(deps, holder, ACTIONS['sign-in'], answer, settling(context, browser))
    return settled.catch(refuseTakenKey)
  },

  async enter(context, { keys }) {
    const { cookies, write } = context
    if (!cookies.signIn) return refuse('challenge-ended')
    const browser = readPoints(keys)
    if ('problem' in browser) return refuse('input-invalid', { problems: [browser] })
    const holder = { browserToken: cookies.signIn }
    return write((tx) => enter(tx, context, holder, browser)).catch(refuseTakenKey)
  },

  ...passkeyHandlers,

  async cancel({ deps, cookies, write }) {
    if (cookies.signIn) {
      const browserToken = cookies.signIn
      await write(async (tx) => {
        const row = await lockChallenge(tx, deps, { browserToken })
        if (row) await apply(tx.db, [endChallenge(row.id)])
      })
    }
    return reply({}, [{ name: 'signIn', value: '' }])
  },
}

/** The same work and the same bytes whether the account is there or not; a job writes its log, if there is one. */
async function wrongPassword(
  { deps, client, write }: Context,
  account: string | undefined,
  claim: Claim,
): Promise<Refused<'credentials-wrong'>> {
  await write((tx) =>
    deps.jobs.send(tx, 'sign-in.failed', {
      account: account ?? '',
      address: client.address,
      place: client.place ?? '',
      device: client.label,
      slowed: claim.left === 0 ? 'yes' : '',
    }),
  )
  return refuse('credentials-wrong')
}

/** The password was right: its try goes and the challenge comes, in one statement. Its time began with the claim. */
async function begin(
  { deps, client, cookies }: Context,
  account: Found,
  deviceKey: Buffer | undefined,
  now: Ms,
  kept: readonly Write[],
) {
  const action: ActionName = account.state === 'new' ? 'first-factor.enrol' : 'sign-in'
  const browserToken = newToken(deps.random)
  const made = {
    account: account.id,
    action,
    identity: { purpose: 'sign-in' as const },
    digest: digestOf(action, account.id, {}),
    content: [],
    steps: stepsOf(ACTIONS[action], { pin: account.pin, device: account.device ? 'known' : 'new' }).map(
      (kind) => ({ kind, done: kind === 'password' }),
    ),
    credentialVersion: account.credentialVersion,
    holder: { browserToken },
    device: account.device ?? undefined,
    deviceKey,
    askedFrom: { label: client.label, form: client.form, place: client.place, address: client.address },
  }
  const writes = [...kept, cookies.signIn ? dropPending(cookies.signIn) : undefined]
  const at = { db: onPool(deps.pool), now }
  const view = await openChallenge(at, deps.random, made, writes)
  return reply({ challenge: view }, [{ name: 'signIn', value: browserToken }])
}

export const routes = serve(signIn, handlers)
