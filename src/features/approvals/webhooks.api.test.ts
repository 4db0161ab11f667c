// The platform is told what was decided, on a receiver that checks each message with code of its own.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { value } from '../../../test/api/rows.ts'
import { must, type Person, signUp } from '../../../test/kit/person.ts'
import {
  openPlatform,
  openReceiver,
  type Platform,
  type Receiver,
  readStatement,
} from '../../../test/kit/platform.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { httpWebhook, readWebhookSecret } from '../../notify/webhook.ts'
import { expireDueApprovals } from './jobs.ts'

const SECRET = `whsec_${Buffer.alloc(32, 9).toString('base64')}`

let w: World
let receiver: Receiver
let platform: Platform
let person: Person
before(async () => {
  receiver = await openReceiver(SECRET)
  w = await world({ webhook: httpWebhook({ url: receiver.url, secret: readWebhookSecret(SECRET)! }) })
  platform = await openPlatform(w)
  person = await signUp(w)
})
after(async () => {
  await w.stop()
  await receiver.stop()
})

async function refused(): Promise<string> {
  const { id } = must(
    await platform.api.ask({
      account: person.username,
      purpose: 'trading',
      fields: [{ label: 'Action', value: 'Raise the limit' }],
      expiresInSeconds: 60,
      reference: `limit-${receiver.received.length}-${w.now()}`,
    }),
  )
  must(await person.browser.api.approvals.refuse({ id }))
  return id
}
const of = (id: string) => receiver.received.filter(({ body }) => body.data.approval === id)
const webhookOf = (id: string) =>
  value<string>(w.database, 'select webhook from holdfast.approval where id = $1', [id])

/** Lets time pass, little by little, until it is so. */
async function until(isSo: () => boolean | Promise<boolean>, passing = 0): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await isSo())) {
    if (performance.now() > end) throw new Error(`not so; received: ${JSON.stringify(receiver.received)}`)
    if (passing > 0) await w.pass(passing)
    await new Promise((next) => setTimeout(next, 100))
  }
}

test('a decision is told with id, time and signature, and the statement in it is the one that a poll gives', async () => {
  const id = await refused()
  await until(() => of(id).length > 0)
  const [message] = of(id)
  assert.ok(message?.signed, 'the signature is not right')
  assert.ok(Math.abs(message.timestamp - w.now() / 1000) < 60)
  assert.equal(message.body.type, 'approval.refused')
  const { statement } = must(await platform.api.watch({ id }))
  assert.equal(message.body.data.statement, statement)
  const said = readStatement(must(await platform.api.keys()), statement!)
  assert.deepEqual([said?.approval, said?.outcome], [id, 'refused'])
  await until(async () => (await webhookOf(id)) === 'taken')
})

test('what was not taken is sent again under the same id until it is; then never more', async () => {
  receiver.answers.push(500, 302, 429)
  const id = await refused()
  await until(() => of(id).length === 4, 5_000)
  await until(async () => (await webhookOf(id)) === 'taken')
  assert.equal(new Set(of(id).map((one) => one.id)).size, 1)
  assert.ok(of(id).every(({ signed }) => signed))
  // Each try says its own time, so that a receiver can refuse what is old.
  assert.equal(new Set(of(id).map(({ timestamp }) => timestamp)).size, 4)
  await w.pass(3_600_000)
  await new Promise((next) => setTimeout(next, 2_500))
  assert.equal(of(id).length, 4)
})

test('a receiver that is gone is not asked again', async () => {
  receiver.answers.push(410)
  // An hour has passed: the session that refuses is a new one.
  person = await signUp(w)
  const id = await refused()
  await until(async () => (await webhookOf(id)) === 'gone')
  await w.pass(3_600_000)
  await new Promise((next) => setTimeout(next, 2_500))
  assert.equal(of(id).length, 1)
})

test('what ran out of time is told too, once', async () => {
  const { id } = must(
    await platform.api.ask({
      account: person.username,
      purpose: 'trading',
      fields: [{ label: 'Action', value: 'Raise the limit' }],
      expiresInSeconds: 60,
    }),
  )
  await w.pass(61_000)
  await Promise.all([expireDueApprovals(w.deps), expireDueApprovals(w.deps), platform.api.watch({ id })])
  await until(async () => (await webhookOf(id)) === 'taken')
  assert.deepEqual(
    of(id).map(({ body }) => body.type),
    ['approval.expired'],
  )
})

test('neither secret nor content is in the log of the server', () => {
  const logged = w.logged.join('\n')
  for (const secret of [SECRET, SECRET.slice(6), 'Raise the limit', platform.token])
    assert.ok(!logged.includes(secret))
})
