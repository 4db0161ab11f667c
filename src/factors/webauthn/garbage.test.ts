// Whatever is sent: nothing throws, and nothing passes that the key did not sign to the last bit.

import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type KeyAlgorithm, softKey } from '../../../test/kit/authenticator.ts'
import { type Cbor, cbor } from '../../../test/kit/cbor.ts'
import { ANYHOW, CHALLENGE, make, RP, signWith, taken } from '../../../test/kit/keys.ts'
import { isOneItem, itemLength } from './cbor.ts'
import { algorithmOf } from './cose.ts'
import { item, readAttestation, readAuthenticatorData, readClientData } from './read.ts'
import { verifyCreation, verifyRequest } from './webauthn.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)
const runs = (numRuns: number) => ({ seed: SEED, numRuns })
const ALGORITHMS: readonly KeyAlgorithm[] = ['ES256', 'EdDSA', 'RS256']

test('seed', (t) => t.diagnostic(`seed ${SEED}`))

/** One change to bytes: a bit turned, an end cut off, something put behind. */
const change = fc.oneof(
  fc.record({ kind: fc.constant('turn' as const), at: fc.nat(), bit: fc.nat(7) }),
  fc.record({ kind: fc.constant('cut' as const), at: fc.nat() }),
  fc.record({ kind: fc.constant('add' as const), bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }) }),
)
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never

function changed(text: string, by: Change): string {
  const bytes = Buffer.from(text, 'base64url')
  if (by.kind === 'cut') return bytes.subarray(0, by.at % bytes.length).toString('base64url')
  if (by.kind === 'add') return Buffer.concat([bytes, by.bytes]).toString('base64url')
  bytes[by.at % bytes.length]! ^= 1 << by.bit
  return bytes.toString('base64url')
}

test('anything at all in place of an answer is refused', async () => {
  const { kept } = await taken()
  await fc.assert(
    fc.asyncProperty(fc.anything({ withNullPrototype: true, withBigInt: true }), async (sent) => {
      assert.equal((await verifyCreation(RP, CHALLENGE, sent, 'security-key')).ok, false)
      assert.equal((await verifyRequest(RP, CHALLENGE, sent, kept, ANYHOW)).ok, false)
    }),
    runs(1000),
  )
})

test('anything at all in place of a member is refused', async () => {
  const { key, kept } = await taken()
  const [made, signed] = [await make(softKey(), 'passkey'), await signWith(key, kept)]
  const value = fc.oneof(
    fc.jsonValue(),
    fc.uint8Array().map((bytes) => Buffer.from(bytes).toString('base64url')),
  )
  await fc.assert(
    fc.asyncProperty(value, fc.nat(), async (sent, which) => {
      for (const [answer, member] of [
        [made, pick(['clientDataJSON', 'attestationObject'], which)],
        [signed, pick(['clientDataJSON', 'authenticatorData', 'signature'], which)],
      ] as const) {
        const spoilt = { ...answer, response: { ...answer.response, [member]: sent } }
        const verified =
          answer === made
            ? await verifyCreation(RP, CHALLENGE, spoilt, 'passkey')
            : await verifyRequest(RP, CHALLENGE, spoilt, kept, ANYHOW)
        assert.equal(verified.ok, false, member)
      }
    }),
    runs(1000),
  )
})

for (const algorithm of ALGORITHMS) {
  test(`no changed byte of a signature of ${algorithm} passes`, async () => {
    const { key, kept } = await taken({ algorithm })
    const signed = await signWith(key, kept)
    assert.ok((await verifyRequest(RP, CHALLENGE, signed, kept, ANYHOW)).ok)
    const member = fc.constantFrom('clientDataJSON', 'authenticatorData', 'signature', 'userHandle')
    await fc.assert(
      fc.asyncProperty(member, change, async (name, by) => {
        const before = signed.response[name as 'signature']
        const spoilt = { ...signed.response, [name]: changed(before, by) }
        // A user handle that is cut to nothing names nobody, which keys may do.
        if (name === 'userHandle') fc.pre(spoilt.userHandle !== '')
        const verified = await verifyRequest(RP, CHALLENGE, { ...signed, response: spoilt }, kept, ANYHOW)
        assert.equal(verified.ok, false)
      }),
      runs(600),
    )
  })

  test(`no changed byte of a new key of ${algorithm} that vouches for itself passes`, async () => {
    const made = await make(softKey({ algorithm, attestation: 'packed' }), 'passkey')
    assert.ok((await verifyCreation(RP, CHALLENGE, made, 'passkey')).ok)
    const member = fc.constantFrom('clientDataJSON', 'attestationObject')
    await fc.assert(
      fc.asyncProperty(member, change, async (name, by) => {
        const spoilt = { ...made.response, [name]: changed(made.response[name as 'clientDataJSON'], by) }
        const verified = await verifyCreation(RP, CHALLENGE, { ...made, response: spoilt }, 'passkey')
        assert.equal(verified.ok, false)
      }),
      runs(600),
    )
  })
}

test('a new key that nobody vouches for is read as it was sent, or not at all', async () => {
  const made = await make(softKey(), 'passkey')
  await fc.assert(
    fc.asyncProperty(change, async (by) => {
      const attestationObject = changed(made.response.attestationObject, by)
      const spoilt = { ...made, response: { ...made.response, attestationObject } }
      const created = await verifyCreation(RP, CHALLENGE, spoilt, 'passkey')
      if (!created.ok) return
      const sent = Buffer.from(attestationObject, 'base64url')
      for (const part of [created.key.id, created.key.publicKey])
        assert.ok(sent.includes(Buffer.from(part, 'base64url')))
      assert.equal(created.key.id, made.id)
    }),
    runs(600),
  )
})

test('a key that was kept wrongly is refused and breaks nothing', async () => {
  const { key, kept } = await taken()
  const signed = await signWith(key, kept)
  await fc.assert(
    fc.asyncProperty(
      fc.oneof(
        change.map((by) => changed(kept.publicKey, by)),
        fc.string(),
      ),
      async (publicKey) => {
        const verified = await verifyRequest(RP, CHALLENGE, signed, { ...kept, publicKey }, ANYHOW)
        assert.equal(verified.ok, false)
      },
    ),
    runs(300),
  )
})

test('no bytes are too odd to be read', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (sent) => {
      const bytes = Buffer.from(sent)
      const length = itemLength(bytes)
      assert.ok(length === undefined || (length > 0 && length <= bytes.length))
      algorithmOf(item(bytes))
      readAuthenticatorData(bytes)
      readAttestation(bytes.toString('base64url'))
      readClientData(bytes.toString('base64url'))
    }),
    runs(3000),
  )
})

const leaf = fc.oneof(
  fc.integer({ min: -70_000, max: 70_000 }),
  fc.string(),
  fc.uint8Array({ maxLength: 300 }),
)
const tree = fc.letrec<{ value: Cbor }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    leaf,
    fc.array(tie('value'), { maxLength: 5 }),
    fc.dictionary(fc.string(), tie('value'), { maxKeys: 5 }).map((each) => new Map(Object.entries(each))),
  ),
})).value

test('an item of CBOR ends where it ends, whatever follows, and not before', () => {
  fc.assert(
    fc.property(tree, fc.uint8Array({ minLength: 1, maxLength: 20 }), fc.nat(), (value, behind, cut) => {
      const bytes = cbor(value)
      assert.ok(isOneItem(bytes))
      assert.equal(itemLength(Buffer.concat([bytes, behind])), bytes.length)
      assert.equal(itemLength(bytes.subarray(0, cut % bytes.length)), undefined)
    }),
    runs(1000),
  )
})

const pick = <T>(list: readonly T[], which: number): T => list[which % list.length] as T
