import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type KeyAlgorithm, type SoftKeyOptions, softKey } from '../../../test/kit/authenticator.ts'
import { cbor } from '../../../test/kit/cbor.ts'
import {
  ANYHOW,
  CHALLENGE,
  DEMANDED,
  INES,
  make,
  ORIGIN,
  RP,
  refused,
  signWith,
  taken,
} from '../../../test/kit/keys.ts'
import { sha256 } from '../../lib/bytes.ts'
import { challengeBytes } from './challenge-bytes.ts'
import type { KeySecret } from './key.ts'
import { requestOptions } from './options.ts'
import { verifyCreation, verifyRequest } from './webauthn.ts'

// What is right.

const KINDS: readonly SoftKeyOptions[] = (['ES256', 'EdDSA', 'RS256'] as const).flatMap(
  (algorithm: KeyAlgorithm) =>
    (['none', 'packed'] as const).map((attestation) => ({ algorithm, attestation })),
)
for (const kind of KINDS) {
  test(`a passkey of ${kind.algorithm} with attestation ${kind.attestation} is made and signs, again and again`, async () => {
    const { key, kept } = await taken({ ...kind, aaguid: Buffer.alloc(16, 0xab) })
    assert.deepEqual(kept, {
      id: key.id,
      publicKey: kept.publicKey,
      counter: 1,
      transports: ['internal'],
      synced: false,
      backedUp: false,
      verifiesUser: true,
      aaguid: 'abababab-abab-abab-abab-abababababab',
    })
    assert.deepEqual(JSON.parse(JSON.stringify(kept)), kept)
    let present = kept
    for (const counter of [2, 3, 4]) {
      const verified = await verifyRequest(RP, CHALLENGE, await signWith(key, present), present, DEMANDED)
      assert.deepEqual(verified, { ok: true, key: { ...kept, counter }, userVerified: true })
      if (verified.ok) present = verified.key
    }
  })
}

test('a passkey that is copied between devices never counts, and signs all the same', async () => {
  const { key, kept } = await taken({ synced: true })
  assert.deepEqual([kept.synced, kept.backedUp, kept.counter], [true, true, 0])
  for (const backedUp of [true, false, true]) {
    const signed = await signWith(key, kept, { flags: { backedUp } })
    const verified = await verifyRequest(RP, CHALLENGE, signed, kept, DEMANDED)
    assert.deepEqual(verified, { ok: true, key: { ...kept, backedUp }, userVerified: true })
  }
})

test('a passkey answers where no key is named; one that was made as a second factor does not', async () => {
  const { key, kept } = await taken()
  const anyone = requestOptions(RP, CHALLENGE, [], 'demanded')
  const signed = await key.get(anyone, ORIGIN)
  assert.equal(signed.response.userHandle, INES.handle.toString('base64url'))
  assert.ok((await verifyRequest(RP, CHALLENGE, signed, kept, DEMANDED)).ok)
  const second = await taken({}, 'security-key')
  await assert.rejects(second.key.get(anyone, ORIGIN), /not asked/)
})

test('a key of the U2F kind is a second factor and nothing more', async () => {
  const { key, kept } = await taken({ u2f: true }, 'security-key')
  assert.deepEqual([kept.verifiesUser, kept.synced, kept.transports], [false, false, ['usb']])
  const signed = await signWith(key, kept)
  assert.equal(signed.response.userHandle, undefined)
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, signed, kept, DEMANDED), refused('user-verification'))
  const verified = await verifyRequest(RP, CHALLENGE, signed, kept, ANYHOW)
  assert.deepEqual(verified, { ok: true, key: { ...kept, counter: 2 }, userVerified: false })
  await assert.rejects(make(softKey({ u2f: true }), 'passkey'), /NotAllowedError/)
})

test('what no browser has said before is no reason to refuse', async () => {
  const key = softKey()
  const made = await make(key, 'passkey', { clientData: { crossOrigin: undefined, extraData: 'later' } })
  const response = { ...made.response, transports: ['usb', 'carrier-pigeon', 'usb'] }
  const sent = {
    ...made,
    response: { ...response, publicKeyAlgorithm: -7, publicKey: null, authenticatorData: 'AAAA' },
    clientExtensionResults: { credProps: { rk: true } },
    authenticatorAttachment: 'platform',
  }
  const created = await verifyCreation(RP, CHALLENGE, sent, 'passkey')
  assert.ok(created.ok)
  assert.deepEqual(created.key.transports, ['usb'])
  const signed = await signWith(key, created.key)
  const nobody = { ...signed, response: { ...signed.response, userHandle: '' } }
  assert.ok((await verifyRequest(RP, CHALLENGE, nobody, created.key, DEMANDED)).ok)
})

test('extensions of a key are passed over, to their last byte', async () => {
  const { key, kept } = await taken()
  const extended = (tail: Buffer) => ({
    authenticatorData: (data: Buffer) => {
      data[32]! |= 0x80
      return Buffer.concat([data, tail])
    },
  })
  // A half-precision number is one that the library would measure wrongly: written anew, it is longer.
  const half = Buffer.from('a1617af93e00', 'hex')
  for (const [tail, why] of [
    [cbor(new Map([['credProtect', 2]])), undefined],
    [Buffer.concat([cbor(new Map([['credProtect', 2]])), Buffer.alloc(1)]), 'encoding'],
    [Buffer.concat([half, Buffer.alloc(6)]), 'encoding'],
    [Buffer.alloc(0), 'encoding'],
  ] as const) {
    const signed = await signWith(key, kept, extended(tail))
    const verified = await verifyRequest(RP, CHALLENGE, signed, kept, ANYHOW)
    if (why === undefined) assert.ok(verified.ok, JSON.stringify(verified))
    else assert.deepEqual(verified, refused(why), tail.toString('hex'))
  }
})

test('a key that could be copied and now cannot is another key', async () => {
  const { key, kept } = await taken({ synced: true })
  const signed = await signWith(key, kept, { flags: { eligible: false, backedUp: false } })
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, signed, kept, DEMANDED), refused('backup-flags'))
})

// Whose key it is.

test('a signature counts for its own key, and a key for its own user', async () => {
  const { key, kept } = await taken()
  const other = await taken()
  const signed = await signWith(key, kept)
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, signed, other.kept, ANYHOW), refused('credential'))
  const renamed = { ...signed, id: other.kept.id, rawId: other.kept.id }
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, renamed, other.kept, ANYHOW), refused('signature'))
  const twoNames = { ...signed, rawId: other.kept.id }
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, twoNames, kept, ANYHOW), refused('credential'))
  const omar = { ...ANYHOW, handle: Buffer.from('fedcba9876543210') }
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, signed, kept, omar), refused('user-handle'))
  assert.ok((await verifyRequest(RP, CHALLENGE, signed, kept, ANYHOW)).ok)
})

test('a signature counts for its own challenge, and so for its own content', async () => {
  const { key, kept } = await taken()
  const signed = await signWith(key, kept)
  const dearer = challengeBytes(sha256('fund 2500.00 EUR'), CHALLENGE.subarray(32))
  assert.deepEqual(await verifyRequest(RP, dearer, signed, kept, ANYHOW), refused('challenge'))
  const again = challengeBytes(CHALLENGE.subarray(0, 32), Buffer.alloc(32, 8))
  assert.deepEqual(await verifyRequest(RP, again, signed, kept, ANYHOW), refused('challenge'))
})

test('a page of another host gets nothing from a key', async () => {
  const { key, kept } = await taken()
  const options = requestOptions(RP, CHALLENGE, [kept], 'demanded')
  await assert.rejects(key.get(options, 'https://portal.example.evil.example'), /SecurityError/)
  const phished = await key.get({ ...options, rpId: 'evil.example' }, 'https://evil.example')
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, phished, kept, DEMANDED), refused('origin'))
})

test('a key under an algorithm that is no longer taken signs for nobody', async () => {
  const { key, kept } = await taken()
  const cose = Buffer.from(kept.publicKey, 'base64url')
  cose[cose.indexOf(0x26)] = 0x27
  const old = { ...kept, publicKey: cose.toString('base64url') }
  assert.deepEqual(
    await verifyRequest(RP, CHALLENGE, await signWith(key, kept), old, ANYHOW),
    refused('algorithm'),
  )
})

// Copies.

test('a counter that stands still or goes back gives a copy away', async () => {
  const { key, kept } = await taken()
  const at = (counter: number): KeySecret => ({ ...kept, counter })
  for (const [before, said, isTaken] of [
    [5, 6, true],
    [5, 4_294_967_295, true],
    [0, 1, true],
    [0, 0, true],
    [5, 5, false],
    [5, 4, false],
    [5, 0, false],
    [1, 0, false],
  ] as const) {
    const signed = await signWith(key, kept, { counter: said })
    const verified = await verifyRequest(RP, CHALLENGE, signed, at(before), DEMANDED)
    const expected = isTaken
      ? { ok: true, key: at(said), userVerified: true }
      : refused('counter', 'answer-replayed')
    assert.deepEqual(verified, expected, `${before} then ${said}`)
  }
})

test('nobody without the key can make it look copied', async () => {
  const { kept } = await taken()
  const other = await taken()
  const forged = { ...(await signWith(other.key, other.kept, { counter: 1 })), id: kept.id, rawId: kept.id }
  const later = { ...kept, counter: 9 }
  assert.deepEqual(await verifyRequest(RP, CHALLENGE, forged, later, DEMANDED), refused('signature'))
})
