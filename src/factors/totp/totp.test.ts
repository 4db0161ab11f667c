import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import fc from 'fast-check'
import { HOTP, Secret } from 'otpauth'
import { verifyTotp } from './totp.ts'

type Vector = {
  source: string
  type: string
  secretHex: string
  algorithm: string
  digits: number
  counter: number
  value: string
  time?: number
}
const vectors = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../test/vectors/oath.json'), 'utf8'),
) as Vector[]

for (const vector of vectors) {
  test(`${vector.source} ${vector.algorithm} ${vector.time ?? vector.counter} is ${vector.value}`, () => {
    const secret = Secret.fromHex(vector.secretHex)
    assert.equal(
      HOTP.generate({ secret, algorithm: vector.algorithm, digits: vector.digits, counter: vector.counter }),
      vector.value,
    )
    if (vector.algorithm !== 'SHA1' || vector.time === undefined) return
    // Our method takes the last six digits of the same value at that time.
    const verified = verifyTotp(
      { key: secret.base32, lastStep: 0 },
      vector.value.slice(-6),
      vector.time * 1000,
    )
    assert.deepEqual(verified, { ok: true, secret: { key: secret.base32, lastStep: vector.counter } })
  })
}

const KEY = 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP'
const codeAt = (step: number): string =>
  HOTP.generate({ secret: Secret.fromBase32(KEY), algorithm: 'SHA1', digits: 6, counter: step })
const STEP = 59_000_000
const at = (step: number, into = 0): number => step * 30_000 + into
/** Two steps may share a code by chance; the laws below speak of steps, so such neighbours are left out. */
const distinct = (step: number): boolean =>
  new Set(Array.from({ length: 43 }, (_, i) => codeAt(step - 21 + i))).size === 43
const steps = fc.integer({ min: 100, max: 200_000_000 }).filter(distinct)

test('the present step and the one before are taken; none ahead and none older', () => {
  fc.assert(
    fc.property(steps, fc.integer({ min: 0, max: 29_999 }), (step, into) => {
      for (let off = -20; off <= 20; off++) {
        const verified = verifyTotp({ key: KEY, lastStep: 0 }, codeAt(step + off), at(step, into))
        assert.equal(verified.ok, off === 0 || off === -1, `offset ${off}`)
      }
    }),
    { numRuns: 50 },
  )
})

test('a step is taken once, and nothing at or before the last one ever again', () => {
  fc.assert(
    fc.property(steps, (step) => {
      const first = verifyTotp({ key: KEY, lastStep: 0 }, codeAt(step), at(step))
      assert.ok(first.ok)
      assert.deepEqual(verifyTotp(first.secret, codeAt(step), at(step)), {
        ok: false,
        code: 'answer-replayed',
      })
      assert.deepEqual(verifyTotp(first.secret, codeAt(step), at(step + 1)), {
        ok: false,
        code: 'answer-replayed',
      })
      assert.deepEqual(verifyTotp(first.secret, codeAt(step - 1), at(step)), {
        ok: false,
        code: 'answer-replayed',
      })
      assert.equal(verifyTotp(first.secret, codeAt(step + 1), at(step + 1)).ok, true)
    }),
  )
})

test('a wrong clock is recognised up to ten minutes and explained, never accepted', () => {
  assert.ok(distinct(STEP))
  for (const off of [-20, -7, -2, 1, 4, 20]) {
    assert.deepEqual(verifyTotp({ key: KEY, lastStep: 0 }, codeAt(STEP + off), at(STEP)), {
      ok: false,
      code: 'answer-wrong',
      clockOffSeconds: off * 30,
    })
  }
  assert.deepEqual(verifyTotp({ key: KEY, lastStep: 0 }, codeAt(STEP + 21), at(STEP)), {
    ok: false,
    code: 'answer-wrong',
  })
})

/** RFC 6238 and RFC 4226 §5.3 once more, by nothing but an HMAC. */
function codeBy(hash: 'sha1' | 'sha256' | 'sha512', key: Uint8Array, counter: number, digits = 6): string {
  const text = Buffer.alloc(8)
  text.writeBigUInt64BE(BigInt(counter))
  const mac = createHmac(hash, key).update(text).digest()
  const at = mac.at(-1)! & 0x0f
  return String((mac.readUInt32BE(at) & 0x7fff_ffff) % 10 ** digits).padStart(digits, '0')
}

test('whatever the key and the time, the code is that of a second way to count it', () => {
  const key = fc.uint8Array({ minLength: 20, maxLength: 20 })
  fc.assert(
    fc.property(key, fc.integer({ min: 60, max: 4_000_000_000 }), (bytes, seconds) => {
      const step = Math.floor(seconds / 30)
      const secret = { key: new Secret({ buffer: bytes.slice().buffer }).base32, lastStep: 0 }
      assert.equal(verifyTotp(secret, codeBy('sha1', bytes, step), seconds * 1000).ok, true)
    }),
    { numRuns: 10_000 },
  )
})

test('an app that counts by another hash, another length or another period adds nothing', () => {
  const bytes = new Uint8Array(Secret.fromBase32(KEY).buffer)
  fc.assert(
    fc.property(steps, (step) => {
      const fresh = { key: KEY, lastStep: 0 }
      const right = new Set([codeAt(step), codeAt(step - 1)])
      const others = [
        codeBy('sha256', bytes, step),
        codeBy('sha512', bytes, step),
        codeBy('sha1', bytes, step, 8),
        codeBy('sha1', bytes, step, 8).slice(0, 6),
        codeBy('sha1', bytes, step >> 1),
      ]
      for (const code of others)
        if (!right.has(code)) assert.equal(verifyTotp(fresh, code, at(step)).ok, false, code)
    }),
    { numRuns: 500 },
  )
})
