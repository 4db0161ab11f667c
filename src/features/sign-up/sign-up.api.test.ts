import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../../../test/kit/browser.ts'
import { must, signUp, startOn } from '../../../test/kit/person.ts'
import { type World, world } from '../../../test/kit/world.ts'
import { HASHER_LIMITS } from '../../lib/password.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

test('the owner of a known address is told of a second sign-up: by mail, in the message centre and in the log', async () => {
  const person = await signUp(w)
  const stranger = new Browser({ origin: w.origin, address: '198.51.100.9' })
  must(await stranger.api.signUp.start({ email: person.email }))
  const mail = await w.mailTo(person.email, (one) => one.subject.includes('already has an account'))
  assert.doesNotMatch(mail.text, /\b[0-9]{3} [0-9]{3}\b/)
  // The mail goes first; what the account's own pages say of it follows in the same breath.
  const until = performance.now() + 5_000
  for (;;) {
    const { messages } = must(await person.browser.api.messages.list({}))
    const { events } = must(await person.browser.api.activity.list({}))
    const told = messages.find((one) => one.subject === mail.subject)
    if (told && events.some((one) => one.event === 'sign-up.tried-again' && one.address === '198.51.100.9')) {
      assert.ok(mail.text.startsWith(told.text))
      break
    }
    assert.ok(performance.now() < until, 'the message centre does not have it')
    await new Promise((later) => setTimeout(later, 50))
  }
})

test('a queue for hashing that is full gives the try back: nobody is locked out by a crowd', async () => {
  const narrow = await world({ hashing: { ...HASHER_LIMITS, together: 1, waiting: 2 } })
  const person = await signUp(narrow)
  const browser = person.browser
  for (let tried = 0; tried < 6; tried++) {
    const crowd = Array.from({ length: 30 }, (_, n) =>
      new Browser({ origin: narrow.origin, keyless: true, address: `198.51.100.${n}` }).api.signIn.start({
        identifier: `no-one-${tried}-${n}`,
        password: 'whatever',
      }),
    )
    await startOn(browser, person)
    await Promise.all(crowd)
  }
  must(await startOn(browser, person))
  const { rows } = await narrow.pool.query<{ marks: number }>(
    'select coalesce(max(cardinality(times)), 0) as marks from attempt where cardinality(times) > 1',
  )
  assert.equal(rows[0]?.marks, 0)
  await narrow.stop()
})
