// Sign in by a passkey alone: it is there, and it has asked for a finger, a face or a PIN itself, so it is two factors
// (A6). One that is young, or that may have been copied to a device we do not know, needs the password beside it
// (RULES part 2): such a client signs in by name and password, and answers with the passkey.

import { answerChallenge } from '../../factors/answer.ts'
import { keepOffer, openChallenge } from '../../factors/store.ts'
import { challengeBytes } from '../../factors/webauthn/challenge-bytes.ts'
import { credentialDigest } from '../../factors/webauthn/method.ts'
import { requestOptions } from '../../factors/webauthn/options.ts'
import { relyingParty } from '../../factors/webauthn/relying-party.ts'
import { readPoints } from '../../identify/bound.ts'
import { isOurNonce, makeNonce, provenKey } from '../../identify/device.ts'
import { base64url, sha256 } from '../../lib/bytes.ts'
import { newToken } from '../../lib/ids.ts'
import { refuse } from '../../lib/refusals.ts'
import { countUses, type RateSubject, slowDown } from '../../limits/store.ts'
import { ACTIONS } from '../../policy/actions.ts'
import { stepsOf } from '../../policy/decide.ts'
import { signsInAlone } from '../../policy/passkey.ts'
import { type Handlers, reply } from '../../serve/context.ts'
import type { signIn } from './contract.ts'
import { refuseTakenKey, settling } from './settle.ts'
import { findByCredential } from './store.ts'

/** What a passkey signs to sign in: this, and a nonce. No other act has this digest. */
const DIGEST = sha256('holdfast sign-in by passkey')
/** What a device signs beside it, where a name would stand. */
const NO_NAME = 'passkey'

export const passkeyHandlers: Pick<Handlers<typeof signIn>, 'passkeyOptions' | 'passkey'> = {
  async passkeyOptions({ deps, write }) {
    const now = deps.clock.now() ?? (await write((tx) => Promise.resolve(tx.now)))
    const nonce = makeNonce(deps.ring, deps.random(16), now)
    const rp = relyingParty(deps.settings.origin, deps.settings.platform)
    // No list of keys: it would tell who has which. The browser shows the passkeys that it has for this site.
    const options = requestOptions(rp, challengeBytes(DIGEST, sha256(nonce)), [], 'demanded')
    return reply({ nonce, options })
  },

  async passkey(context, { nonce, response, device, keys }) {
    const { deps, client, read, write } = context
    const browser = readPoints(keys)
    if ('problem' in browser) return refuse('input-invalid', { problems: [browser] })
    const { now, key, found } = await read(async ({ db, now: at }) => {
      const proven = device && provenKey(deps.ring, device, NO_NAME, at)
      return {
        now: at,
        key: proven,
        found: await findByCredential(db, credentialDigest(response.id), proven, at),
      }
    })
    if (!isOurNonce(deps.ring, nonce, now)) return refuse('challenge-ended')
    const rates: RateSubject[] = [
      { kind: 'sign-in', subject: client.network },
      { kind: 'device-nonce', subject: nonce },
      ...(key ? [{ kind: 'device-nonce', subject: device!.nonce } as const] : []),
    ]
    const counted = await countUses(deps, rates)
    if (!counted.allowed) return counted.by === 'device-nonce' ? refuse('challenge-ended') : slowDown(counted)
    if (!found || found.state === 'closed' || found.state === 'new') return refuse('credentials-wrong')
    const { synced, device: known } = found
    if (!signsInAlone({ ripe: found.ripeAt <= now, synced, knownDevice: known !== null }))
      return refuse('state-forbids', { reason: 'password-too' })
    const browserToken = newToken(deps.random)
    await write(async (tx) => {
      const made = {
        account: found.account,
        action: 'sign-in.passkey' as const,
        identity: { purpose: 'sign-in' as const },
        digest: DIGEST,
        content: [],
        steps: stepsOf(ACTIONS['sign-in.passkey'], { pin: found.pin, device: 'known' }).map((kind) => ({
          kind,
          done: false,
        })),
        credentialVersion: found.credentialVersion,
        holder: { browserToken },
        device: found.device ?? undefined,
        deviceKey: key,
      }
      const { id } = await openChallenge(tx, deps.random, made)
      const offer = { nonce: base64url(sha256(nonce)), madeAt: tx.now }
      await keepOffer(tx, deps, { id, account: found.account }, { made: { webauthn: offer } }, 0)
    })
    const given = { method: 'webauthn', factor: found.factor, response } as const
    const holder = { browserToken }
    const answering = answerChallenge(
      deps,
      holder,
      ACTIONS['sign-in.passkey'],
      given,
      settling(context, browser),
    )
    const answered = await answering.catch(refuseTakenKey)
    if (answered.kind === 'refused' || answered.body.state !== 'more') return answered
    // What is still asked is asked of this browser, as in a sign-in by name and password.
    return reply(answered.body, [{ name: 'signIn', value: browserToken }])
  },
}
