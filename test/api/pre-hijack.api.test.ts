// Who was at an address first gains nothing: until its mailbox is proved there is nothing, and its proof wipes the rest.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { must, PASSWORD, refusal, signUp } from '../kit/person.ts'
import { codeIn, type World } from '../kit/world.ts'
import { asOwner, dump, settled, value } from './rows.ts'
import { closeWorlds, openWorld, outcome, wrongCodes } from './scene.ts'

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

const count = async (table: string, where = 'true'): Promise<number> =>
  Number(await value<string>(w.database, `select count(*) from holdfast.${table} where ${where}`))

async function begin(email: string): Promise<{ readonly browser: Browser; readonly id: string }> {
  const browser = new Browser({ origin: w.origin })
  return { browser, id: must(await browser.api.signUp.start({ email })).signUp }
}

test('an address that someone began to sign up with is stored nowhere before its mailbox is proved', async () => {
  const email = `unproved-${process.pid}@example.test`
  await begin(email)
  await w.mailTo(email)
  await settled(w.database)
  const rows = await dump(w.database)
  assert.ok(!rows.includes(email) && !rows.includes(Buffer.from(email).toString('hex')))
  assert.equal(await count('account', `email = '${email}'`), 0)
})

test('the first who proves the mailbox wipes every other attempt for the address', async () => {
  const email = `victim-${process.pid}@example.test`
  const attackers = [await begin(email), await begin(email), await begin(email.toUpperCase())]
  const codes = [codeIn(await w.mailTo(email)), codeIn(await w.mailTo(email)), codeIn(await w.mailTo(email))]
  const bystander = await begin(`bystander-${process.pid}@example.test`)
  const victim = await begin(email)
  const code = codeIn(await w.mailTo(email))
  must(await victim.browser.api.signUp.confirm({ signUp: victim.id, code }))
  // With the right codes too, which went to the victim's mailbox and were never theirs.
  for (const { browser, id } of attackers) {
    for (const one of [...codes, code])
      assert.equal(refusal(await browser.api.signUp.confirm({ signUp: id, code: one })), 'challenge-ended')
    assert.equal(
      refusal(
        await browser.api.signUp.finish({ signUp: id, username: `taken-${process.pid}`, password: PASSWORD }),
      ),
      'challenge-ended',
    )
  }
  const left = await asOwner(w.database, (client) =>
    client.query<{ id: string }>('select id from holdfast.sign_up where id = any($1)', [
      [...attackers.map((one) => one.id), victim.id, bystander.id],
    ]),
  )
  assert.deepEqual(left.rows.map((row) => row.id).sort(), [victim.id, bystander.id].sort())
})

test('an attempt that proved the mailbox and went no further ends when its owner proves it again', async () => {
  const email = `again-${process.pid}@example.test`
  const first = await begin(email)
  must(await first.browser.api.signUp.confirm({ signUp: first.id, code: codeIn(await w.mailTo(email)) }))
  const second = await begin(email)
  must(await second.browser.api.signUp.confirm({ signUp: second.id, code: codeIn(await w.mailTo(email)) }))
  assert.equal(
    refusal(
      await first.browser.api.signUp.finish({
        signUp: first.id,
        username: `first-${process.pid}`,
        password: PASSWORD,
      }),
    ),
    'challenge-ended',
  )
  must(
    await second.browser.api.signUp.finish({
      signUp: second.id,
      username: `second-${process.pid}`,
      password: PASSWORD,
    }),
  )
})

test('an attempt left open is nothing once the account is there, whatever is typed into it', async () => {
  const email = `late-${process.pid}@example.test`
  const attacker = await begin(email)
  const own = codeIn(await w.mailTo(email))
  const person = await signUp(w, { email, username: `late-${process.pid}` })
  assert.equal(
    refusal(await attacker.browser.api.signUp.confirm({ signUp: attacker.id, code: own })),
    'challenge-ended',
  )
  const account = await value<string>(w.database, 'select id from holdfast.account where email = $1', [email])
  assert.equal(await count('factor', `account = '${account}'`), 1)
  assert.equal(await count('session', `account = '${account}'`), 1)
  assert.equal(await count('device', `account = '${account}'`), 1)
  assert.equal(await count('sign_up', `id = '${attacker.id}'`), 0)
  must(await person.browser.api.sessions.me())
})

test('an attempt begun after the account is there opens nothing, and changes nothing of it', async () => {
  const person = await signUp(w)
  const attacker = await begin(person.email)
  const codes = ['000000', '123456', ...wrongCodes(person.key, w.now(), 3)]
  for (const code of codes)
    assert.notEqual(outcome(await attacker.browser.api.signUp.confirm({ signUp: attacker.id, code })), 'ok')
  const mail = await w.mailTo(person.email, (one) => one.subject.includes('already has an account'))
  assert.throws(() => codeIn(mail), 'a mail without a code')
  must(await person.browser.api.sessions.me())
})

test('two who finish at once with one name or one address make one account', async () => {
  const username = `race-${process.pid}`
  const made = await Promise.all(
    [1, 2, 3, 4].map(async (n) => {
      const email = `race-${process.pid}-${n}@example.test`
      const { browser, id } = await begin(email)
      must(await browser.api.signUp.confirm({ signUp: id, code: codeIn(await w.mailTo(email)) }))
      return { browser, id }
    }),
  )
  const outcomes = await Promise.all(
    made.map(async ({ browser, id }) =>
      outcome(await browser.api.signUp.finish({ signUp: id, username, password: PASSWORD })),
    ),
  )
  assert.deepEqual(outcomes.toSorted(), ['ok', 'username-taken', 'username-taken', 'username-taken'])
  assert.equal(await count('account', `username = '${username}'`), 1)
})
