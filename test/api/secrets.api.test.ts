// Where secrets may be, and that they are nowhere else: a whole life of an account, then a search through everything that
// was answered, logged, mailed, shown and stored.

import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { after, before, test } from 'node:test'
import { Secret } from 'otpauth'
import { seal, unseal } from '../../src/lib/seal.ts'
import { Browser } from '../kit/browser.ts'
import {
  type Challenge,
  choosePin,
  must,
  PIN,
  prove,
  refusal,
  setupKey,
  signIn,
  signUp,
  totpAt,
} from '../kit/person.ts'
import { abandonReset } from '../kit/reset.ts'
import { codeIn, type World } from '../kit/world.ts'
import { asOwner, asRole, change, dump, settled, value } from './rows.ts'
import { closeWorlds, openWorld, outcome, startSignIn, wrongCodes } from './scene.ts'

let w: World
let life: Life
let rows: string
before(async () => {
  w = await openWorld()
  life = await live()
  rows = await dump(w.database)
})
after(closeWorlds)

const PASSWORD = 'Canary-pass-4d1f0b7c'
const NEW_PASSWORD = 'Canary-next-9e3a6f21'
const WRONG_PASSWORD = 'Canary-typo-51c8d2aa'

type Heard = { readonly url: string; readonly text: string }
/** A browser that writes down every body, and every token that it is given. */
class Listening extends Browser {
  readonly heard: Heard[] = []
  readonly tokens = new Set<string>()
  override async fetch(url: string, init?: RequestInit): Promise<Response> {
    const response = await super.fetch(url, init)
    this.heard.push({ url, text: await response.clone().text() })
    for (const held of this.jar.values()) this.tokens.add(held)
    return response
  }
}

type Life = {
  readonly browser: Listening
  readonly email: string
  readonly username: string
  readonly key: string
  readonly codes: readonly string[]
  readonly proofs: readonly string[]
  readonly nonces: readonly string[]
  readonly signatures: readonly string[]
}

/** Sign-up, sign-in, wrong passwords and codes, acts, a new password: all that there is to do. */
async function live(): Promise<Life> {
  const browser = new Listening({ origin: w.origin })
  const username = `canary-${process.pid}`
  const email = `${username}@example.test`
  const codes: string[] = []
  const { signUp: id } = must(await browser.api.signUp.start({ email }))
  codes.push(codeIn(await w.mailTo(email)))
  must(await browser.api.signUp.confirm({ signUp: id, code: codes[0]! }))
  const device = (await browser.deviceProof(username))!
  must(await browser.api.signUp.finish({ signUp: id, username, password: PASSWORD, device }))
  // The sign-in of an account without a factor asks for a mailed code too.
  const { nonce, ...proof } = (await browser.deviceProof(username))!
  must(
    await browser.api.signIn.start({ identifier: username, password: PASSWORD, device: { nonce, ...proof } }),
  )
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  codes.push(codeIn(await w.mailTo(email)))
  must(await browser.api.signIn.answer({ answer: { method: 'email-code', code: codes[1]! } }))
  codes.push(await abandonReset(w, email, browser))
  await choosePin(browser)
  const key = setupKey(must(await browser.api.signIn.enrol({ method: 'totp' })))
  codes.push(totpAt(key, w.now()))
  must(await browser.api.signIn.answer({ answer: { method: 'totp', code: codes.at(-1)! } }))
  await w.pass(30_000)
  codes.push(totpAt(key, w.now()))
  await signIn(w, { username, email, password: PASSWORD, key }, browser)
  assert.equal(
    refusal(await browser.api.signIn.start({ identifier: username, password: WRONG_PASSWORD })),
    'credentials-wrong',
  )
  await mistype(browser, key)
  const proofs = await changeBoth(browser, key)
  must(await browser.api.sessions.me())
  must(await browser.api.sessions.list())
  must(await browser.api.sessions.devices())
  must(await browser.api.messages.list({}))
  must(await browser.api.activity.list({}))
  must(await browser.api.methods.list())
  // Mails and the log of the wrong password are written by workers.
  await settled(w.database)
  await w.pass(1_000)
  return {
    browser,
    email,
    username,
    key,
    codes,
    proofs,
    nonces: [device.nonce, nonce],
    signatures: [device.signature, proof.signature],
  }
}

async function mistype(browser: Listening, key: string): Promise<void> {
  const raised = await browser.api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!raised.ok)
  const { id } = raised.problem.challenge as { id: string }
  for (const code of wrongCodes(key, w.now(), 2))
    await browser.api.stepUp.answer({ id, answer: { method: 'totp', code } })
}

async function changeBoth(browser: Listening, key: string): Promise<string[]> {
  const idle = await browser.api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!idle.ok)
  const used = await prove(w, { password: PASSWORD, key }, browser, idle.problem.challenge as Challenge)
  must(await browser.api.sessions.changeIdle({ minutes: 20 }, { proof: used }))
  const raised = await browser.api.password.change({ newPassword: NEW_PASSWORD })
  assert.ok(!raised.ok)
  const proof = await prove(w, { password: PASSWORD, key }, browser, raised.problem.challenge as Challenge)
  must(await browser.api.password.change({ newPassword: NEW_PASSWORD }, { proof }))
  const left = await browser.api.sessions.changeIdle({ minutes: 30 })
  assert.ok(!left.ok)
  const unused = await prove(w, { password: NEW_PASSWORD, key }, browser, left.problem.challenge as Challenge)
  return [used, proof, unused]
}

/** The forms in which a secret may lie about. */
function formsOf(secret: string | Buffer): readonly string[] {
  const bytes = Buffer.from(secret)
  const text =
    typeof secret === 'string' ? [secret, encodeURIComponent(secret), [...secret].reverse().join('')] : []
  const base64 = bytes.toString('base64').replace(/=+$/, '')
  return [
    ...text,
    bytes.toString('hex'),
    base64,
    bytes.toString('base64url'),
    createHash('sha256').update(bytes).digest('hex'),
    createHash('md5').update(bytes).digest('hex'),
  ]
}

/** A code of six digits occurs in long numbers by chance: it counts where it stands alone. */
const codePattern = (code: string): RegExp =>
  new RegExp(`(?<![0-9a-f.])(?:${code}|${code.slice(0, 3)} ${code.slice(3)})(?![0-9a-f])`, 'i')

test('the search finds what is there', () => {
  assert.ok(rows.includes(life.username) && rows.includes(life.email))
  assert.ok(life.browser.heard.some((one) => one.text.includes(life.username)))
  assert.ok(w.mails.some((mail) => codePattern(life.codes[0]!).test(mail.text)))
  assert.ok(life.browser.tokens.size >= 5)
  assert.ok(rows.length > 5_000)
})

test('no password lies anywhere: not as it is, not encoded, not as a bare digest', () => {
  const places = {
    answers: life.browser.heard.map((one) => one.text).join('\n'),
    logged: w.logged.join('\n'),
    mails: JSON.stringify(w.mails),
    rows,
  }
  for (const password of [PASSWORD, NEW_PASSWORD, WRONG_PASSWORD]) {
    for (const [name, text] of Object.entries(places)) {
      for (const form of formsOf(password))
        assert.ok(!text.toLowerCase().includes(form.toLowerCase()), `a password in ${name}`)
    }
  }
})

test('no code is anywhere but in the mail that brought it, and the PIN is nowhere', () => {
  for (const [n, code] of [...life.codes, PIN].entries()) {
    const pattern = codePattern(code)
    assert.ok(!life.browser.heard.some((one) => pattern.test(one.text)), 'a code in an answer')
    assert.ok(!pattern.test(rows), 'a code in the database')
    assert.ok(!w.logged.some((line) => pattern.test(line)), 'a code in a log line')
    const digest = createHash('sha256').update(code).digest('hex')
    assert.ok(!rows.includes(digest), 'the bare digest of a code')
    const mails = w.mails.filter((mail) => pattern.test(mail.text) || pattern.test(mail.subject))
    assert.equal(mails.length, n < 3 ? 1 : 0, 'mails with the code')
    assert.ok(mails.every((mail) => mail.to === life.email && !pattern.test(mail.subject)))
  }
})

test('no token, proof or nonce is stored as it is, logged, mailed or told twice', () => {
  for (const secret of [...life.browser.tokens, ...life.proofs, ...life.nonces, ...life.signatures]) {
    const raw = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret, 'base64url').toString('hex'),
    ]
    for (const form of raw) {
      assert.ok(!rows.includes(form), 'in the database')
      assert.ok(!w.logged.some((line) => line.includes(form)), 'in a log line')
      assert.ok(!w.mails.some((mail) => `${mail.text}${mail.html}`.includes(form)), 'in a mail')
    }
    assert.ok(
      life.browser.heard.filter((one) => one.text.includes(secret)).length <= 1,
      'in more than one answer',
    )
  }
  // A session's token is in no body at all: it is in the cookie, where no script can read it.
  for (const token of life.browser.tokens)
    assert.ok(!life.browser.heard.some((one) => one.text.includes(token)), 'a cookie in a body')
})

test('the key of an authenticator is shown at its set-up and is nowhere else in clear', () => {
  const bytes = Buffer.from(Secret.fromBase32(life.key).buffer)
  const telling = life.browser.heard.filter((one) => one.text.includes(life.key))
  assert.deepEqual(
    telling.map((one) => new URL(one.url).pathname),
    ['/v1/sign-in/enrol'],
  )
  for (const form of [...formsOf(life.key), ...formsOf(bytes)]) {
    assert.ok(!rows.includes(form), 'in the database')
    assert.ok(!w.logged.some((line) => line.includes(form)) && !JSON.stringify(w.mails).includes(form))
  }
})

test('no message of the centre and no line of the log says a code or gives a link that acts', async () => {
  const messages = must(await life.browser.api.messages.list({})).messages
  const events = must(await life.browser.api.activity.list({})).events
  assert.ok(messages.length >= 3 && events.length >= 6)
  for (const message of messages)
    assert.doesNotMatch(
      `${message.subject}\n${message.text}`,
      /^[0-9]{3} ?[0-9]{3}$|[?&#](?:token|code|key)=|[A-Za-z0-9_-]{43}/m,
    )
  for (const event of events) assert.doesNotMatch(JSON.stringify(event.details), /[0-9]{6}|[A-Za-z0-9_-]{43}/)
})

test('a sealed value copied into another row does not open, and opens nothing', async () => {
  const [one, two] = [await signUp(w), await signUp(w)]
  const ids = await asOwner(w.database, async (client) => {
    const { rows: found } = await client.query<{ id: string; secret: Buffer; account: string }>(
      'select f.id, f.secret, f.account from holdfast.factor f join holdfast.account a on a.id = f.account where a.username = any($1) order by a.username',
      [[one.username, two.username]],
    )
    return found
  })
  const swap = async (): Promise<void> =>
    change(
      w.database,
      `update holdfast.factor f set secret = o.secret from holdfast.factor o where f.id = any($1) and o.id = any($1) and f.id <> o.id`,
      [ids.map((row) => row.id)],
    )
  await swap()
  for (const key of [one.key, two.key]) {
    const browser = await startSignIn(w.origin, one)
    assert.notEqual(
      outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, w.now()) } })),
      'ok',
    )
    assert.equal(browser.cookie(''), undefined)
  }
  const place = (n: number, row = n) => ({
    table: 'factor',
    column: 'secret',
    row: ids[row]!.id,
    account: ids[n]!.account,
  })
  assert.throws(() => unseal(w.deps.ring, place(0), ids[1]!.secret))
  assert.throws(() => unseal(w.deps.ring, place(0, 1), ids[0]!.secret))
  assert.throws(() => unseal(w.deps.ring, { ...place(0), column: 'offer' }, ids[0]!.secret))
  assert.ok(unseal(w.deps.ring, place(0), ids[0]!.secret).includes('key'))
  for (let at = 0; at < ids[0]!.secret.length; at += 7) {
    const bent = Buffer.from(ids[0]!.secret)
    bent[at] = bent[at]! ^ 1
    assert.throws(() => unseal(w.deps.ring, place(0), bent), `byte ${at}`)
  }
  await swap()
  await signIn(w, one)
  assert.notDeepEqual(
    seal(w.deps.ring, w.deps.random, place(0), 'same'),
    seal(w.deps.ring, w.deps.random, place(0), 'same'),
  )
})

test('the address of a sign-up copied into another row does not open', async () => {
  const begun = await Promise.all(
    [1, 2].map(async (n) => {
      const browser = new Browser({ origin: w.origin })
      const email = `swapped-${n}-${process.pid}@example.test`
      const { signUp: id } = must(await browser.api.signUp.start({ email }))
      return { browser, id, code: codeIn(await w.mailTo(email)) }
    }),
  )
  await change(
    w.database,
    'update holdfast.sign_up s set email_sealed = o.email_sealed from holdfast.sign_up o where s.id = any($1) and o.id = any($1) and s.id <> o.id',
    [begun.map((one) => one.id)],
  )
  for (const { browser, id, code } of begun)
    assert.notEqual(outcome(await browser.api.signUp.confirm({ signUp: id, code })), 'ok')
})

test('a code that is kept for one sign-up, copied into another, opens neither', async () => {
  const begun = await Promise.all(
    [1, 2].map(async (n) => {
      const browser = new Browser({ origin: w.origin })
      const email = `copied-${n}-${process.pid}@example.test`
      const { signUp: id } = must(await browser.api.signUp.start({ email }))
      return { browser, id, code: codeIn(await w.mailTo(email)) }
    }),
  )
  const [one, two] = begun
  assert.ok(one && two)
  await change(
    w.database,
    'update holdfast.sign_up s set code_mac = o.code_mac from holdfast.sign_up o where s.id = any($1) and o.id = any($1) and s.id <> o.id',
    [[one.id, two.id]],
  )
  for (const [here, there] of [
    [one, two],
    [two, one],
  ] as const) {
    assert.notEqual(
      outcome(await here.browser.api.signUp.confirm({ signUp: here.id, code: there.code })),
      'ok',
    )
  }
})

test('the role that runs can add to the log and read it, and can do nothing else to it', async () => {
  const attempts = [
    `update holdfast.audit_event set event = 'account.created'`,
    'delete from holdfast.audit_event',
    'truncate holdfast.audit_event',
    'truncate holdfast.account cascade',
    'alter table holdfast.audit_event disable trigger all',
    'drop trigger audit_event_append_only on holdfast.audit_event',
    'drop table holdfast.audit_event',
    'alter table holdfast.audit_event rename to gone',
    'alter table holdfast.audit_event add column x int',
    'set role holdfast_owner',
    `set session_replication_role = 'replica'`,
    'create table holdfast.mine (x int)',
    `create or replace function holdfast.refuse_change() returns trigger language plpgsql as 'begin return new; end'`,
    `create or replace rule r as on insert to holdfast.audit_event do instead nothing`,
    `insert into holdfast.migration (name, digest) values ('x', 'x')`,
  ]
  // Line by line, not by number: a job may add one meanwhile, and that is what the role may do.
  const lines = async (): Promise<readonly string[]> =>
    (
      await value<string>(
        w.database,
        `select string_agg(md5(event || data || encode(hash, 'hex')), ' ') from holdfast.audit_event`,
      )
    ).split(' ')
  const before = await lines()
  for (const attempt of attempts) {
    await asRole(w.database.url, (client) =>
      assert.rejects(client.query(attempt), (failure: { code?: string; message?: string }) => {
        assert.ok(failure.code === '42501', `${attempt}: ${failure.code} ${failure.message}`)
        // The privilege itself, and not only the trigger behind it.
        assert.doesNotMatch(String(failure.message), /append-only/, attempt)
        return true
      }),
    )
  }
  // PostgreSQL only warns of a grant that grants nothing.
  await asRole(w.database.url, (client) => client.query('grant all on holdfast.audit_event to public'))
  assert.equal(
    await value(
      w.database,
      `select has_table_privilege('holdfast_app', 'holdfast.audit_event', 'update, delete, truncate, trigger')`,
    ),
    false,
  )
  const after = new Set(await lines())
  assert.ok(before.length > 0 && before.every((line) => after.has(line)))
  await asRole(w.database.url, (client) => client.query('select count(*) from holdfast.audit_event'))
})

test('the owner too cannot change a line without taking the guard away first', async () => {
  for (const attempt of [
    `update holdfast.audit_event set event = 'account.created'`,
    'delete from holdfast.audit_event',
    'truncate holdfast.audit_event',
  ]) {
    await assert.rejects(change(w.database, attempt), /append-only/, attempt)
  }
})
