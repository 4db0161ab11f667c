// What a platform may ask: its form, how much of it, and when money is held.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf, change } from '../../../test/api/rows.ts'
import { must, refusal, signUp } from '../../../test/kit/person.ts'
import { asking, openPlatform, type Platform } from '../../../test/kit/platform.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { HOUR } from '../../lib/time.ts'

let w: World
let platform: Platform
before(async () => {
  w = await world()
  platform = await openPlatform(w)
})
after(() => w.stop())

test('what is asked has an end: fields, texts, times, and how many are open', async () => {
  const person = await signUp(w)
  const line = (label: string, value = 'x') => ({ label, value })
  const bad: readonly (readonly [string, object])[] = [
    ['no field', { fields: [] }],
    ['13 fields', { fields: Array.from({ length: 13 }, (_, n) => line(`L${n}`)) }],
    ['equal labels', { fields: [line('To'), line('To', 'y')] }],
    ['a long value', { fields: [line('To', 'x'.repeat(201))] }],
    ['a control', { fields: [line('To', 'a\nb')] }],
    ['a mark of direction', { fields: [line('To', 'a\u202eb')] }],
    ['half a character', { fields: [line('To', '\ud800')] }],
    ['another spelling of a character', { fields: [line('To', 'e\u0301')] }],
    ['spaces round it', { fields: [line('To', ' a')] }],
    ['59 seconds', { expiresInSeconds: 59 }],
    ['more than a day', { expiresInSeconds: 86_401 }],
    ['another purpose', { purpose: 'settings' }],
    ['a reference with spaces', { reference: 'a b' }],
  ]
  for (const [what, given] of bad) {
    const answer = await platform.api.ask({ ...asking(person), ...given } as never)
    assert.ok(!answer.ok && answer.status === 400, what)
  }
  assert.equal(refusal(await platform.api.ask({ ...asking(person), account: 'nobody-here' })), 'not-found')
  const many = await Promise.all(Array.from({ length: 26 }, () => platform.api.ask(asking(person))))
  const ids = many.flatMap((one) => (one.ok ? [one.value.id] : []))
  assert.equal(ids.length, 20)
  const full = await platform.api.ask(asking(person))
  assert.ok(!full.ok && full.problem.reason === 'too-many-open')
  must(await person.browser.api.approvals.refuse({ id: ids[0]! }))
  must(await platform.api.ask(asking(person)))
})

test('while a hold runs no funding act is asked or approved; trading goes on, and the end of the hold is the end of it', async () => {
  const person = await signUp(w)
  const { id } = must(await platform.api.ask(asking(person, { purpose: 'funding', seconds: 86_400 })))
  const account = await accountOf(w.database, person.username)
  await change(
    w.database,
    `insert into holdfast.hold (id, account, cause, began_at, ends_at)
      values (gen_random_uuid(), $1, 'password-reset', holdfast.clock(), holdfast.clock() + interval '2 minutes')`,
    [account],
  )
  const held = await platform.api.ask(asking(person, { purpose: 'funding' }))
  assert.ok(!held.ok && held.problem.reason === 'held', JSON.stringify(held))
  const late = await person.browser.api.approvals.approve({ id })
  assert.ok(!late.ok && late.problem.reason === 'held', JSON.stringify(late))
  must(await platform.api.ask(asking(person)))
  await w.pass(HOUR / 20)
  must(await platform.api.ask(asking(person, { purpose: 'funding' })))
  assert.equal(refusal(await person.browser.api.approvals.approve({ id })), 'proof-required')
})
