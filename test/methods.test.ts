// The laws that every method of proof keeps. A method added to the table is covered once it says how a client of it
// finds the right answer.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { HOTP, Secret } from 'otpauth'
import type { Answer, At, Making, Sent, Shown } from '../src/factors/method.ts'
import { METHODS, type MethodName, methodOf } from '../src/factors/methods.ts'
import { sha256 } from '../src/lib/bytes.ts'
import { softKey } from './kit/authenticator.ts'

const KEY = randomBytes(32)
const NOW = 1_800_000_000_000
const STEP = 30_000
const SITE = { origin: 'http://localhost:4100', platform: 'Northmere' }
const OWNER = {
  account: '6f1c9b1e-0f6e-4b62-9c0c-0d7f6a1f9a11',
  username: 'ines',
  email: 'ines@example.test',
}
const WISHES: Partial<Record<MethodName, { to: string }>> = { 'sms-code': { to: '+33 6 12 34 56 78' } }

const at = (id: string, now = NOW, keys = [KEY]): At => ({
  id,
  account: OWNER.account,
  digest: sha256(id),
  site: SITE,
  codeKeys: keys,
  now,
})
const making = (id: string, keys = [KEY]): Making => ({ ...at(id, NOW, keys), random: randomBytes })

/** A client of one kind: confirms its enrolment, then answers. It keeps what it was shown and sent. */
type Hand = {
  confirm(shown: Shown, sent: Sent | undefined): Answer | Promise<Answer>
  answer(shown: Shown | undefined, sent: Sent | undefined, now: number): Answer | Promise<Answer>
  /** An answer of the same form that is not right. */
  wrong(right: Answer): Answer
}
const otherDigits = (right: Answer): Answer => ({
  code: 'code' in right && right.code === '000000' ? '000001' : '000000',
})
/** A browser with a security key in it. */
function keyHand(): Hand {
  const key = softKey()
  const optionsOf = (shown: Shown | undefined) => {
    assert.ok(shown?.kind === 'browser')
    return shown.options as never
  }
  return {
    confirm: async (shown) => ({ response: await key.create(optionsOf(shown), SITE.origin) }),
    answer: async (shown) => ({ response: await key.get(optionsOf(shown), SITE.origin) }),
    wrong: (right) => ({ response: { ...(right as { response: object }).response, id: 'AAAA' } }),
  }
}
const sentHand = (): Hand => ({
  confirm: (_shown, sent) => ({ code: sent!.code }),
  answer: (_shown, sent) => ({ code: sent!.code }),
  wrong: otherDigits,
})
/** The type makes a new method bring its own. */
const HANDS: Record<MethodName, () => Hand> = {
  totp: () => {
    let key = ''
    const code = (now: number): Answer => ({
      code: HOTP.generate({
        secret: Secret.fromBase32(key),
        algorithm: 'SHA1',
        digits: 6,
        counter: Math.floor(now / STEP),
      }),
    })
    return {
      confirm(shown) {
        if (shown.kind === 'setup-key') key = shown.key
        return code(NOW - STEP)
      },
      answer: (_shown, _sent, now) => code(now),
      wrong: otherDigits,
    }
  },
  'backup-code': () => {
    let codes: readonly string[] = []
    return {
      confirm(shown) {
        if (shown.kind === 'codes') codes = shown.codes
        return { code: codes[0]! }
      },
      answer: () => ({ code: codes[3]! }),
      wrong: () => ({ code: '7K3M-9QWX-2ADF' }),
    }
  },
  webauthn: keyHand,
  'email-code': sentHand,
  'sms-code': sentHand,
}

async function begin(name: MethodName, id = 'challenge-1') {
  const method = methodOf(name)
  const hand = HANDS[name]()
  const begun = method.enrol(making('enrolment'), OWNER, WISHES[name] ?? {}, [])
  assert.ok(begun)
  const first = await hand.confirm(begun.shown, begun.sent)
  const confirmed = await method.confirm(begun.pending, first, at('enrolment'))
  assert.ok(confirmed.ok)
  const { secret } = confirmed
  const { offer, shown, sent } = method.offer(making(id), [secret])
  const answer = await hand.answer(shown, sent, NOW)
  return { method, hand, begun, secret, offer, answer, wrong: hand.wrong(answer), first }
}

for (const name of Object.keys(METHODS) as MethodName[]) {
  test(`${name}: it counts after one right answer, and a wrong one makes nothing`, async () => {
    const { method, hand, begun, first } = await begin(name)
    assert.equal((await method.confirm(begun.pending, hand.wrong(first), at('enrolment'))).ok, false)
    assert.equal((await method.confirm(begun.pending, first, at('enrolment'))).ok, true)
  })

  test(`${name}: the right answer is right, and any other is not`, async () => {
    const { method, secret, offer, answer, wrong } = await begin(name)
    assert.equal((await method.verify(secret, offer, answer, at('challenge-1'))).ok, true)
    for (const one of [wrong, { code: '' }, { response: {} }, { response: null }])
      assert.equal((await method.verify(secret, offer, one, at('challenge-1'))).ok, false)
  })

  test(`${name}: an answer is nothing to another secret or another offer`, async () => {
    const { method, answer } = await begin(name)
    for (let tried = 0; tried < 20; tried++) {
      const other = await begin(name)
      if (JSON.stringify(other.answer) !== JSON.stringify(answer))
        assert.equal((await method.verify(other.secret, other.offer, answer, at('challenge-1'))).ok, false)
    }
  })

  test(`${name}: an answer does not outlive its time`, async () => {
    const { method, secret, offer, answer } = await begin(name)
    if (name === 'backup-code') return
    for (const later of [10 * 60_000, 60 * 60_000])
      assert.equal((await method.verify(secret, offer, answer, at('challenge-1', NOW + later))).ok, false)
  })

  test(`${name}: a replayable answer is refused once used, by what the secret remembers`, async () => {
    const { method, secret, offer, answer } = await begin(name)
    if (!method.properties.replayable) {
      // What is made for one challenge dies with it: the challenge takes one right answer.
      assert.equal(method.properties.offered, true)
      return
    }
    const verified = await method.verify(secret, offer, answer, at('challenge-1'))
    assert.ok(verified.ok)
    assert.deepEqual(await method.verify(verified.secret, offer, answer, at('challenge-1')), {
      ok: false,
      code: 'answer-replayed',
    })
  })

  test(`${name}: what is offered is good for its own challenge alone, and under our key alone`, async () => {
    const { method, secret, offer, answer } = await begin(name)
    if (!method.properties.offered) {
      assert.equal(offer, null)
      return
    }
    const under = at('challenge-1', NOW, [randomBytes(32)])
    assert.equal((await method.verify(secret, offer, answer, at('challenge-2'))).ok, false)
    if (method.properties.grade === 'C')
      assert.equal((await method.verify(secret, offer, answer, under)).ok, false)
    assert.equal((await method.verify(secret, undefined, answer, at('challenge-1'))).ok, false)
    if ('code' in answer) assert.ok(!JSON.stringify(offer).includes(answer.code))
  })

  test(`${name}: an answer given under the key before a rotation is still right`, async () => {
    const { method, secret, offer, answer } = await begin(name)
    const rotated = at('challenge-1', NOW, [randomBytes(32), KEY])
    assert.equal((await method.verify(secret, offer, answer, rotated)).ok, true)
  })

  test(`${name}: its secret survives being stored as text`, async () => {
    const { method, secret, offer, answer } = await begin(name)
    const kept = <T>(value: T): T => JSON.parse(JSON.stringify(value)) as T
    assert.equal((await method.verify(kept(secret), kept(offer), answer, at('challenge-1'))).ok, true)
  })

  test(`${name}: no answer and no code that was shown can be read from what is kept`, async () => {
    const { secret, begun, answer } = await begin(name)
    if (name === 'totp') return
    const shown = begun.shown.kind === 'codes' ? begun.shown.codes : []
    for (const one of [...shown, ...('code' in answer ? [answer.code] : [])])
      assert.ok(!JSON.stringify(secret).includes(one.replaceAll('-', '')))
  })
}

test('the key of an authenticator and the codes of a list are drawn anew each time', async () => {
  const drawn = await Promise.all(
    Array.from({ length: 50 }, async () => {
      const [totp, list] = [await begin('totp'), await begin('backup-code')]
      return [JSON.stringify(totp.begun.shown), JSON.stringify(list.begun.shown)]
    }),
  )
  assert.equal(new Set(drawn.flat()).size, 100)
})
