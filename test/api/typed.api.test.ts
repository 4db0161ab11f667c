// What a client types has one form: other spellings, other types and ids made of something else are refused.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { must, type Person, signUp, totpAt } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { operationOf, wireOf } from './samples.ts'
import { closeWorlds, openWorld, sentBy, startSignIn } from './scene.ts'
import { codeOf, send } from './wire.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

/** Other ways to write a code, none of which is one: a code has six ASCII digits, and spaces between them are nothing. */
function misspelt(code: string): readonly unknown[] {
  const wide = [...code].map((digit) => String.fromCodePoint(digit.codePointAt(0)! + 0xfee0)).join('')
  const arabic = [...code]
    .map((digit) => String.fromCodePoint(digit.codePointAt(0)! + 0x0660 - 0x30))
    .join('')
  return [
    Number(code),
    [code],
    [[code]],
    { code },
    { toString: code },
    null,
    true,
    `${code}.0`,
    `+${code}`,
    `-${code}`,
    `0x${code}`,
    `${code}e0`,
    '1e5',
    `0${code}`,
    code.slice(1),
    wide,
    arabic,
    `${code}\t`,
    `${code}\n`,
    `\u00a0${code}`,
    `${code.slice(0, 3)}-${code.slice(3)}`,
    `${code}\u200b`,
    `${code}\u0000`,
    `${code},${code}`,
    ' '.repeat(30) + code,
    code.split(''),
    ...(code.startsWith('0') ? [Number(code)] : []),
  ]
}

test('a code is six ASCII digits: no other spelling and no other type of it is taken', async () => {
  const person = await signUp(w)
  const browser = await startSignIn(w.origin, person)
  const code = totpAt(person.key, w.now())
  for (const spelling of misspelt(code)) {
    const wire = wireOf(operationOf('answerSignIn'), w.origin, { answer: { method: 'totp', code: spelling } })
    const got = await send(w.origin, await sentBy(w, browser, wire))
    assert.equal(got.status, 400, `${JSON.stringify(spelling)}: ${codeOf(got)}`)
  }
  // None of these was a try, and the code is as good as before; with spaces it is the same code.
  assert.equal(must(await browser.api.signIn.pending()).challenge.triesLeft, 5)
  must(
    await browser.api.signIn.answer({
      answer: { method: 'totp', code: ` ${code.slice(0, 3)} ${code.slice(3)} ` },
    }),
  )
})

test('ids are text of one form, and are never made of something else', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const person: Person = await signUp(w)
  const { session } = must(await person.browser.api.sessions.me())
  const odd = fc.oneof(
    fc.constantFrom(
      `${session} `,
      ` ${session}`,
      `{${session}}`,
      session.replaceAll('-', ''),
      `urn:uuid:${session}`,
      `${session}0`,
      session.slice(1),
      `${session}%00`,
      '0',
      '1',
      '-1',
      '1e5',
      'null',
      'me',
      'current',
    ),
    fc.integer().map(String),
    fc.double().map(String),
    fc.string({ maxLength: 40 }),
  )
  await fc.assert(
    fc.asyncProperty(odd, async (id) => {
      const path = `/v1/sessions/${encodeURIComponent(id)}/end`
      const headers = { origin: w.origin, 'content-type': 'application/json' }
      const wire = { method: 'POST', path, headers, body: '{}' }
      const got = await send(w.origin, await sentBy(w, person.browser, wire))
      assert.ok(got.status === 400 || got.status === 404, `${path}: ${got.status}`)
      for (const body of [
        { signUp: id, code: '000000' },
        { signUp: [id], code: '000000' },
        { signUp: Number(id), code: '000000' },
      ]) {
        const confirm = await send(w.origin, {
          method: 'POST',
          path: '/v1/sign-up/confirm',
          headers: { origin: w.origin, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        })
        assert.equal(confirm.status, 400, JSON.stringify(body))
      }
    }),
    { seed: SEED, numRuns: 80 },
  )
  must(await person.browser.api.sessions.me())
})
