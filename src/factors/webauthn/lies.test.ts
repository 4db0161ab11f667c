// One lie in each answer. Lies of the first three tables are told before the key signs: the signature is right for
// them, and the answer is refused all the same, for this reason and no other.

import assert from 'node:assert/strict'
import { generateKeyPairSync, randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { type Lie, softKey } from '../../../test/kit/authenticator.ts'
import { cbor } from '../../../test/kit/cbor.ts'
import { CHALLENGE, DEMANDED, make, ORIGIN, RP, refused, signWith, taken } from '../../../test/kit/keys.ts'
import { isTwoIntegers } from './der.ts'
import type { Why } from './laws.ts'
import { verifyCreation, verifyRequest } from './webauthn.ts'

const ELSEWHERE: readonly (readonly [lie: string, Lie, Why])[] = [
  ['the other ceremony', { clientData: { type: 'payment.get' } }, 'type'],
  ['no ceremony', { clientData: { type: undefined } }, 'type'],
  ['another challenge', { clientData: { challenge: randomBytes(64).toString('base64url') } }, 'challenge'],
  [
    'half of the challenge',
    { clientData: { challenge: CHALLENGE.subarray(0, 32).toString('base64url') } },
    'challenge',
  ],
  ['a challenge with padding', { clientData: { challenge: CHALLENGE.toString('base64') } }, 'challenge'],
  ['a list of challenges', { clientData: { challenge: [CHALLENGE.toString('base64url')] } }, 'challenge'],
  ['another site', { clientData: { origin: 'https://portal.example.evil.example:8443' } }, 'origin'],
  ['a site below ours', { clientData: { origin: 'https://user.portal.example:8443' } }, 'origin'],
  ['another port', { clientData: { origin: 'https://portal.example' } }, 'origin'],
  ['no TLS', { clientData: { origin: 'http://portal.example:8443' } }, 'origin'],
  ['an app in place of a page', { clientData: { origin: 'android:apk-key-hash:AAAA' } }, 'origin'],
  ['a frame of somebody else', { clientData: { crossOrigin: true } }, 'framed'],
  ['a frame, in a word', { clientData: { crossOrigin: 'true' } }, 'framed'],
  ['a page around ours', { clientData: { crossOrigin: true, topOrigin: 'https://evil.example' } }, 'framed'],
  ['a page around ours that is none', { clientData: { topOrigin: 'https://evil.example' } }, 'framed'],
  ['our own page around ours', { clientData: { topOrigin: ORIGIN } }, 'framed'],
  ['the hash of another site', { rpId: 'evil.example' }, 'rp-id'],
  ['the hash of the site above', { rpId: 'example' }, 'rp-id'],
  ['nobody present', { flags: { present: false } }, 'user-presence'],
  ['a copy of what cannot be copied', { flags: { eligible: false, backedUp: true } }, 'backup-flags'],
  [
    'bytes after the data',
    { authenticatorData: (data) => Buffer.concat([data, Buffer.from([0xf6])]) },
    'encoding',
  ],
  ['data that ends early', { authenticatorData: (data) => data.subarray(0, 36) }, 'encoding'],
]

const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' }).publicKey.export({ format: 'jwk' })
const AT_CREATION: readonly (readonly [lie: string, Lie, Why])[] = [
  ...ELSEWHERE,
  ['a signature in place of a key', { clientData: { type: 'webauthn.get' } }, 'type'],
  ['no key', { authenticatorData: (data) => withoutKey(data) }, 'encoding'],
  ['an id of no bytes', { id: Buffer.alloc(0) }, 'encoding'],
  ['an id of 1024 bytes', { id: randomBytes(1024) }, 'encoding'],
  ['another id', { id: randomBytes(32) }, 'credential'],
  ['a user who was not verified', { flags: { verified: false } }, 'user-verification'],
  ['an algorithm that is not asked for', { cose: (key) => new Map(key).set(3, -47) }, 'algorithm'],
  ['SHA-1', { cose: (key) => new Map(key).set(3, -65535) }, 'algorithm'],
  ['the algorithm of other keys', { cose: (key) => new Map(key).set(3, -8) }, 'algorithm'],
  ['no algorithm', { cose: (key) => new Map([...key].filter(([label]) => label !== 3)) }, 'algorithm'],
  ['another curve', { cose: (key) => new Map(key).set(-1, 2) }, 'algorithm'],
  [
    'a point of another curve',
    {
      cose: (key) =>
        new Map(key)
          .set(-1, 2)
          .set(-2, Buffer.from(P384.x ?? '', 'base64url'))
          .set(-3, Buffer.from(P384.y ?? '', 'base64url')),
    },
    'algorithm',
  ],
  [
    'a point that is on no curve',
    { cose: (key) => new Map(key).set(-2, Buffer.alloc(32, 1)).set(-3, Buffer.alloc(32, 1)) },
    'algorithm',
  ],
  ['a compressed point', { cose: (key) => new Map(key).set(-3, 1) }, 'algorithm'],
  ['a member more', { cose: (key) => new Map(key).set(2, Buffer.from('kid')) }, 'algorithm'],
  ['a key that is no map', { authenticatorData: (data) => withKey(data, cbor([1, 2])) }, 'algorithm'],
  ['a statement where there is none', { statement: (own) => own.set('alg', -7) }, 'attestation'],
  [
    'bytes after the object',
    { attestationObject: (object) => Buffer.concat([object, Buffer.alloc(1)]) },
    'encoding',
  ],
  ['a second object', { attestationObject: (object) => Buffer.concat([object, object]) }, 'encoding'],
  ['an object that ends early', { attestationObject: (object) => object.subarray(0, -1) }, 'encoding'],
  ['a list in place of an object', { attestationObject: () => cbor(['fmt', 'none']) }, 'encoding'],
  ['two members of one name', { attestationObject: () => Buffer.from('a2616101616101', 'hex') }, 'encoding'],
  ['brackets in brackets', { attestationObject: () => Buffer.alloc(8000, 0x81).fill(1, 7999) }, 'encoding'],
  ['brackets without end', { attestationObject: () => Buffer.alloc(8000, 0x81) }, 'encoding'],
]

for (const [lie, told, why] of AT_CREATION) {
  test(`a new key is refused for ${lie}`, async () => {
    const made = await make(softKey(), 'passkey', told)
    assert.deepEqual(await verifyCreation(RP, CHALLENGE, made, 'passkey'), refused(why))
  })
}

const AT_REQUEST: readonly (readonly [lie: string, Lie, Why])[] = [
  ...ELSEWHERE,
  ['a key in place of a signature', { clientData: { type: 'webauthn.create' } }, 'type'],
  ['a user who was not verified', { flags: { verified: false } }, 'user-verification'],
  ['a key that cannot be copied and now can', { flags: { eligible: true } }, 'backup-flags'],
  ['a signature over something else', { signature: lastBitTurned }, 'signature'],
  ['bytes after the signature', { signature: (made) => Buffer.concat([made, Buffer.alloc(1)]) }, 'signature'],
  [
    'numbers that are too large',
    { signature: () => Buffer.from(`3054${`0228${'01'.repeat(40)}`.repeat(2)}`, 'hex') },
    'signature',
  ],
  ['a signature that ends early', { signature: (made) => made.subarray(0, -1) }, 'signature'],
]

for (const [lie, told, why] of AT_REQUEST) {
  test(`a signature is refused for ${lie}`, async () => {
    const { key, kept } = await taken()
    const signed = await signWith(key, kept, told)
    assert.deepEqual(await verifyRequest(RP, CHALLENGE, signed, kept, DEMANDED), refused(why))
  })
}

// Attestation.

test('a key vouches for itself under its own algorithm and with its own signature, and nobody else does', async () => {
  const packed = () => softKey({ attestation: 'packed' })
  const certificate: Lie = { statement: (own) => own.set('x5c', [Buffer.alloc(300, 0x30)]) }
  for (const [lie, why] of [
    [{ statement: (own) => own.set('alg', -257) }, 'attestation'],
    [{ statement: (own) => own.set('alg', -47) }, 'attestation'],
    [{ statement: () => new Map() }, 'attestation'],
    [{ statement: (own) => own.set('sig', 'text') }, 'attestation'],
    [certificate, 'attestation'],
    [{ format: 'fido-u2f' }, 'attestation'],
    [{ format: 'android-key' }, 'attestation'],
    [{ format: 'none' }, 'attestation'],
    [{ signature: (made) => Buffer.concat([made, Buffer.alloc(1)]) }, 'attestation'],
    [{ signature: lastBitTurned }, 'signature'],
  ] as const satisfies readonly (readonly [Lie, Why])[]) {
    const made = await make(packed(), 'passkey', lie)
    assert.deepEqual(await verifyCreation(RP, CHALLENGE, made, 'passkey'), refused(why))
  }
})

for (const [algorithm, label, value] of [
  ['ES256', 1, 1],
  ['ES256', 1, 3],
  ['EdDSA', 1, 2],
  ['RS256', 1, 2],
  // Ed448, and the curve that only agrees on keys.
  ['EdDSA', -1, 7],
  ['EdDSA', -1, 4],
  ['EdDSA', -2, Buffer.alloc(33, 1)],
  ['EdDSA', -2, 'text'],
] as const) {
  test(`a key of ${algorithm} is refused whose member ${label} is ${value.toString()}`, async () => {
    const made = await make(softKey({ algorithm }), 'passkey', {
      cose: (key) => new Map(key).set(label, value),
    })
    assert.deepEqual(await verifyCreation(RP, CHALLENGE, made, 'passkey'), refused('algorithm'))
  })
}

test('an RSA key is neither short nor slow', async () => {
  for (const [bytes, exponent] of [
    [128, [1, 0, 1]],
    [513, [1, 0, 1]],
    [256, [3]],
    [256, [1, 0, 0, 0, 1]],
  ] as const) {
    const lie: Lie = {
      cose: (key) => new Map(key).set(-1, Buffer.alloc(bytes, 0xff)).set(-2, Buffer.from(exponent)),
    }
    const made = await make(softKey({ algorithm: 'RS256' }), 'passkey', lie)
    assert.deepEqual(await verifyCreation(RP, CHALLENGE, made, 'passkey'), refused('algorithm'), `${bytes}`)
  }
})

for (const algorithm of ['ES256', 'EdDSA', 'RS256'] as const) {
  test(`no bit of a signature of ${algorithm} can be turned`, async () => {
    const { key, kept } = await taken({ algorithm })
    const signed = await signWith(key, kept)
    const right = Buffer.from(signed.response.signature, 'base64url')
    for (let bit = 0; bit < right.length * 8; bit++) {
      const turned = Buffer.from(right)
      turned[bit >> 3]! ^= 1 << (bit & 7)
      const response = { ...signed.response, signature: turned.toString('base64url') }
      const verified = await verifyRequest(RP, CHALLENGE, { ...signed, response }, kept, DEMANDED)
      assert.deepEqual(verified, refused('signature'), `bit ${bit}`)
    }
  })
}

test('a signature of ES256 is written in one way', () => {
  assert.ok(isTwoIntegers(Buffer.from('3006020101020101', 'hex')))
  assert.ok(isTwoIntegers(Buffer.from('3008020200ff02020080', 'hex')))
  for (const odd of [
    '',
    '30',
    '3000',
    '3103020101020101',
    '3106020101020101',
    'b006020101020101',
    '3006030101020101',
    '3006020101030101',
    // Behind, between, missing.
    '300602010102010100',
    '3007020101020101',
    '300702010102010100',
    '3003020101',
    // Long lengths, empty, negative, longer than need be.
    '308106020101020101',
    '30050200020101',
    '3006020181020101',
    '3006020101020181',
    '300702020001020101',
    '300702010102020001',
  ])
    assert.equal(isTwoIntegers(Buffer.from(odd, 'hex')), false, odd)
})

function withoutKey(data: Buffer): Buffer {
  data[32]! &= ~0x40
  return data.subarray(0, 37)
}

/** Another public key behind the same id. */
function withKey(data: Buffer, key: Buffer): Buffer {
  const idBytes = data.readUInt16BE(53)
  return Buffer.concat([data.subarray(0, 55 + idBytes), key])
}

function lastBitTurned(made: Buffer): Buffer {
  made[made.length - 1]! ^= 1
  return made
}
