// Funding acts while money is held.
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
