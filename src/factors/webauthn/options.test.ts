import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { CHALLENGE, INES, RP, taken } from '../../../test/kit/keys.ts'
import { sha256 } from '../../lib/bytes.ts'
import { creationOptionsView, requestOptionsView } from '../../lib/webauthn-fields.ts'
import { challengeBytes, digestIn } from './challenge-bytes.ts'
import { creationOptions, requestOptions } from './options.ts'
import { relyingParty } from './relying-party.ts'

test('a passkey is asked to remember its user and to verify them', () => {
  const options = creationOptions(RP, INES, CHALLENGE, [], 'passkey')
  assert.deepEqual(options, {
    rp: { id: 'portal.example', name: 'Northmere' },
    user: { id: 'MDEyMzQ1Njc4OWFiY2RlZg', name: 'ines', displayName: 'ines' },
    challenge: CHALLENGE.toString('base64url'),
    pubKeyCredParams: [
      { type: 'public-key', alg: -7 },
      { type: 'public-key', alg: -8 },
      { type: 'public-key', alg: -257 },
    ],
    timeout: 300_000,
    excludeCredentials: [],
    authenticatorSelection: {
      residentKey: 'required',
      requireResidentKey: true,
      userVerification: 'required',
    },
    hints: ['client-device', 'hybrid'],
    attestation: 'none',
  })
  assert.deepEqual(creationOptionsView.parse(options), options)
})

test('a security key is asked for nothing that one of the U2F kind cannot do', () => {
  const { authenticatorSelection, hints } = creationOptions(RP, INES, CHALLENGE, [], 'security-key')
  assert.deepEqual(authenticatorSelection, {
    authenticatorAttachment: 'cross-platform',
    residentKey: 'discouraged',
    requireResidentKey: false,
    userVerification: 'discouraged',
  })
  assert.deepEqual(hints, ['security-key'])
})

test('keys are named with the ways to reach them, to be left out or to be asked', async () => {
  const { kept } = await taken({ transports: ['hybrid', 'internal'] })
  const known = [{ type: 'public-key', id: kept.id, transports: ['hybrid', 'internal'] }]
  assert.deepEqual(creationOptions(RP, INES, CHALLENGE, [kept], 'passkey').excludeCredentials, known)
  const options = requestOptions(RP, CHALLENGE, [kept], 'demanded')
  assert.deepEqual(options, {
    rpId: 'portal.example',
    challenge: CHALLENGE.toString('base64url'),
    timeout: 300_000,
    allowCredentials: known,
    userVerification: 'required',
  })
  assert.deepEqual(requestOptionsView.parse(options), options)
  for (const verify of ['preferred', 'discouraged'] as const)
    assert.equal(requestOptions(RP, CHALLENGE, [], verify).userVerification, verify)
})

test('a challenge is the digest of what is bound, then its nonce', () => {
  const [digest, nonce] = [sha256('an act'), randomBytes(32)]
  const challenge = challengeBytes(digest, nonce)
  assert.deepEqual([challenge.subarray(0, 32), challenge.subarray(32)], [digest, nonce])
  assert.deepEqual(digestIn(challenge), digest)
  for (const broken of [
    () => challengeBytes(digest.subarray(1), nonce),
    () => challengeBytes(digest, randomBytes(16)),
    () => digestIn(digest),
  ])
    assert.throws(broken, /challenge|nonce/)
})

test('a user handle has 1 to 64 bytes', () => {
  for (const bytes of [0, 65]) {
    const user = { handle: Buffer.alloc(bytes), name: 'ines' }
    assert.throws(() => creationOptions(RP, user, CHALLENGE, [], 'passkey'), /1 to 64/)
  }
})

test('an origin is held as browsers write it', () => {
  const { id, origin } = relyingParty('https://Portal.Example:443/', 'Northmere')
  assert.deepEqual([id, origin], ['portal.example', 'https://portal.example'])
})
