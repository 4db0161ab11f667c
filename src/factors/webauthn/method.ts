// Passkeys and security keys as a method of proof: what they sign holds the digest of what they are asked for.

import { base64url, sha256 } from '../../lib/bytes.ts'
import { MINUTE, type Ms } from '../../lib/time.ts'
import { type At, type Making, type Method, WRONG } from '../method.ts'
import { challengeBytes } from './challenge-bytes.ts'
import type { KeySecret } from './key.ts'
import { creationOptions, requestOptions, type Wish } from './options.ts'
import { relyingParty } from './relying-party.ts'
import { verifyCreation, verifyRequest } from './webauthn.ts'

export type KeyOffer = { readonly nonce: string; readonly madeAt: Ms }
type Pending = KeyOffer & { readonly wish: Wish }

const NONCE_BYTES = 32
/** As long as a challenge; the browser gives up sooner. */
const OFFER_LIFE = 10 * MINUTE
const rpOf = ({ site }: Pick<At, 'site'>) => relyingParty(site.origin, site.platform)
/** The account's id is random and names nobody (WebAuthn Level 3 §14.6.1). */
export const handleOf = (account: string): Buffer => Buffer.from(account.replaceAll('-', ''), 'hex')
const newOffer = ({ random, now }: Making): KeyOffer => ({
  nonce: base64url(random(NONCE_BYTES)),
  madeAt: now,
})
const bytesOf = (at: At, { nonce }: KeyOffer): Buffer =>
  challengeBytes(at.digest, Buffer.from(nonce, 'base64url'))

/** How the account of a passkey is found that came without a name. */
export const credentialDigest = (id: string): Buffer => sha256(`webauthn credential\n${id}`)

export const webauthn: Method<KeySecret, KeyOffer, Pending> = {
  method: 'webauthn',
  name: 'Security key or passkey',
  properties: {
    grade: 'A',
    channel: 'none',
    replayable: false,
    purposes: ['sign-in', 'funding', 'trading'],
    offered: true,
    serves: 'any-purpose',
    usedUp: false,
    most: 20,
    guessable: false,
  },
  enrol(making, { account, username }, { key: wish = 'passkey' }, others) {
    const offer = newOffer(making)
    const user = { handle: handleOf(account), name: username }
    const options = creationOptions(rpOf(making), user, bytesOf(making, offer), others, wish)
    return { pending: { ...offer, wish }, shown: { kind: 'browser', options } }
  },
  async confirm({ wish, ...offer }, answer, at) {
    const response = 'response' in answer ? answer.response : undefined
    const made = await verifyCreation(rpOf(at), bytesOf(at, offer), response, wish)
    if (!made.ok) return { ok: false, code: made.code }
    const { key } = made
    const { synced, verifiesUser } = key
    const traits = { credential: credentialDigest(key.id), synced, verifiesUser }
    return { ok: true, secret: key, traits }
  },
  offer(making, keys) {
    const offer = newOffer(making)
    // A second factor: that the key is there is what is asked, keys of the U2F kind can say no more.
    const options = requestOptions(rpOf(making), bytesOf(making, offer), keys, 'discouraged')
    return { offer, shown: { kind: 'browser', options } }
  },
  async verify(key, offer, answer, at) {
    if (!offer || at.now >= offer.madeAt + OFFER_LIFE) return WRONG
    const response = 'response' in answer ? answer.response : undefined
    const demand = { verify: 'not-demanded', handle: handleOf(at.account) } as const
    const verified = await verifyRequest(rpOf(at), bytesOf(at, offer), response, key, demand)
    if (!verified.ok) return { ok: false, code: verified.code }
    return { ok: true, secret: verified.key, userVerified: verified.userVerified }
  },
}
