// The laws that every method of proof keeps. A method added to the table is covered without a test of its own.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { HOTP, Secret } from 'otpauth'
import type { Method } from '../src/factors/method.ts'
import { METHODS, type MethodName } from '../src/factors/methods.ts'

const KEY = randomBytes(32)
const NOW = 1_800_000_000_000
const STEP = 30_000

/** How a client of each kind finds the right answer. The type makes a new method bring its own. */
const ANSWER: Record<MethodName, (shown: { key: string; code: string | undefined }, now: number) => string> =
  {
    totp: ({ key }, now) =>
      HOTP.generate({
        secret: Secret.fromBase32(key),
        algorithm: 'SHA1',
        digits: 6,
        counter: Math.floor(now / STEP),
      }),
    'email-code': ({ code }) => code ?? '',
  }

function begin(name: MethodName, challenge = 'challenge-1') {
  const method = METHODS[name] as Method<unknown, unknown>
  const enrolled = method.enrol(randomBytes, { issuer: 'Northmere', account: 'ines' })
  const { offer, code } = method.offer(randomBytes, KEY, challenge)
  const sent = offer === null ? null : { ...offer, sentAt: NOW }
  const answer = ANSWER[name]({ key: enrolled.key, code }, NOW)
  const wrong = answer === '000000' ? '000001' : '000000'
  return { method, secret: enrolled.secret, offer: sent, answer, wrong, enrolled }
}

for (const name of Object.keys(METHODS) as MethodName[]) {
  test(`${name}: the right answer is right, and any other is not`, () => {
    const { method, secret, offer, answer, wrong } = begin(name)
    assert.equal(method.verify(secret, offer, answer, KEY, 'challenge-1', NOW).ok, true)
    assert.equal(method.verify(secret, offer, wrong, KEY, 'challenge-1', NOW).ok, false)
    assert.equal(method.verify(secret, offer, '', KEY, 'challenge-1', NOW).ok, false)
  })

  test(`${name}: an answer is nothing to another secret or another offer`, () => {
    const { method, answer } = begin(name)
    for (let tried = 0; tried < 20; tried++) {
      const other = begin(name)
      if (other.answer !== answer)
        assert.equal(method.verify(other.secret, other.offer, answer, KEY, 'challenge-1', NOW).ok, false)
    }
  })

  test(`${name}: an answer does not outlive its time`, () => {
    const { method, secret, offer, answer } = begin(name)
    for (const later of [10 * 60_000, 60 * 60_000])
      assert.equal(method.verify(secret, offer, answer, KEY, 'challenge-1', NOW + later).ok, false)
  })

  test(`${name}: a replayable answer is refused once used, by what the secret remembers`, () => {
    const { method, secret, offer, answer } = begin(name)
    if (!method.properties.replayable) {
      // What is sent for one challenge dies with it: the challenge takes one right answer.
      assert.equal(method.properties.sent, true)
      return
    }
    const verified = method.verify(secret, offer, answer, KEY, 'challenge-1', NOW)
    assert.ok(verified.ok)
    assert.deepEqual(method.verify(verified.secret, offer, answer, KEY, 'challenge-1', NOW), {
      ok: false,
      code: 'answer-replayed',
    })
  })

  test(`${name}: what is sent is good for its own challenge alone, and under our key alone`, () => {
    const { method, secret, offer, answer } = begin(name)
    if (!method.properties.sent) {
      assert.equal(offer, null)
      return
    }
    assert.equal(method.verify(secret, offer, answer, KEY, 'challenge-2', NOW).ok, false)
    assert.equal(method.verify(secret, offer, answer, randomBytes(32), 'challenge-1', NOW).ok, false)
    assert.ok(!JSON.stringify(offer).includes(answer))
  })

  test(`${name}: its secret survives being stored as text`, () => {
    const { method, secret, offer, answer } = begin(name)
    assert.equal(
      method.verify(
        JSON.parse(JSON.stringify(secret)),
        JSON.parse(JSON.stringify(offer)),
        answer,
        KEY,
        'challenge-1',
        NOW,
      ).ok,
      true,
    )
  })

  test(`${name}: two enrolments never share a secret`, () => {
    const keys = new Set(Array.from({ length: 50 }, () => begin(name).enrolled.key))
    assert.equal(keys.size, METHODS[name].properties.purposes.length > 0 ? 50 : 1)
  })
}
