// The commands as an operator runs them, and doctor saying no.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { createDatabase, moveClock, type TestDatabase, urlFor } from '../../test/kit/database.ts'
import { smsProvider } from '../../test/kit/sms-provider.ts'
import { freePort } from '../../test/kit/world.ts'
import { type Config, readConfig } from '../config.ts'
import { openPool } from '../db/connect.ts'
import { findPlatform } from '../identify/platform.ts'
import { jsonLog } from '../lib/log.ts'
import { smtpMail } from '../notify/mail.ts'
import { twilioSms } from '../notify/sms.ts'
import {
  checkAddress,
  checkClock,
  checkDatabase,
  checkKeys,
  checkMail,
  checkMigrations,
  checkRoles,
  checkSms,
} from './checks.ts'

const CLI = join(import.meta.dirname, '../cli.ts')
const folder = mkdtempSync(join(tmpdir(), 'holdfast-cli-'))
const log = jsonLog(() => undefined)
let database: TestDatabase
before(async () => {
  database = await createDatabase()
})
after(async () => {
  await database.drop()
  rmSync(folder, { recursive: true, force: true })
})

function run(
  args: readonly string[],
  environment: Record<string, string> = {},
): Promise<{ code: number; out: string; err: string }> {
  const { HOLDFAST_TEST_SERVER_URL: _, ...inherited } = process.env
  return new Promise((done) => {
    execFile(
      process.execPath,
      [CLI, ...args],
      { env: { ...inherited, HOLDFAST_DATA: folder, ...environment }, timeout: 60_000 },
      (error, out, err) => done({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    )
  })
}
const own = (): Record<string, string> => ({
  DATABASE_URL: database.url,
  DATABASE_OWNER_URL: database.ownerUrl,
})
function config(environment: Record<string, string> = {}): Config {
  const read = readConfig({ HOLDFAST_DATA: folder, ...environment })
  assert.ok(read.ok)
  return read.config
}

test('a wrong configuration is listed whole, and nothing runs', async () => {
  const { code, err } = await run(['serve'], { HOLDFAST_PORT: 'x', HOLDFAST_MODE: 'test' })
  assert.equal(code, 1)
  assert.match(err, /2 problems[\s\S]*HOLDFAST_MODE[\s\S]*HOLDFAST_PORT/)
})

test('keys are made once, for their owner alone, and rotation keeps what was sealed', async () => {
  const file = join(folder, 'keys.json')
  assert.equal((await run(['make-keys', file])).code, 0)
  assert.equal((await run(['make-keys', file])).code, 1)
  assert.equal(checkKeys(config()).verdict, 'good')
  assert.match(
    (await run(['rotate-keys', '--prepare'], own())).out,
    /Key 2 is in the ring and seals nothing yet/,
  )
  assert.equal(JSON.parse(readFileSync(file, 'utf8')).current, 1)
  const pool = openPool(database.ownerUrl, 1, log)
  const name = 'A'.repeat(43)
  await pool.query(
    `insert into holdfast.signing_key (kid, x, sealed, created_at) values ($1, $1, '\\x00', now())`,
    [name],
  )
  const rotated = await run(['rotate-keys'], own())
  assert.match(rotated.out, /Key 2 seals from now on/)
  assert.match(rotated.out, /next statement is signed with a new key/)
  const { rows } = await pool.query(
    'select sealed, retired_at is not null as retired from holdfast.signing_key',
  )
  assert.deepEqual(rows, [{ sealed: null, retired: true }])
  await pool.end()
  assert.match((await run(['rotate-keys'], own())).out, /Key 3 seals from now on/)
  assert.deepEqual(
    JSON.parse(readFileSync(file, 'utf8')).keys.map((key: { id: number }) => key.id),
    [1, 2, 3],
  )
})

test("migrate and audit verify answer on a database of one's own", async () => {
  assert.match((await run(['migrate'], own())).out, /newest form/)
  assert.match((await run(['audit', 'verify'], own())).out, /every chain holds/)
  assert.equal((await run(['audit', 'wrong'], own())).code, 1)
})

test('a credential of the platform is made, listed without its token, and ended once', async () => {
  const made = await run(['platform-credential', 'create', 'Order server'], own())
  assert.equal(made.code, 0, made.err)
  const [, token = ''] = /^(hfp_[A-Za-z0-9_-]{43})$/m.exec(made.out) ?? []
  const [, id = ''] = /^Credential ([0-9a-f-]{36}),/.exec(made.out) ?? []
  const pool = openPool(database.url, 1, log)
  assert.equal((await findPlatform(pool, token, 'approvals'))?.credential, id)
  const { rows } = await pool.query('select * from holdfast.platform_credential')
  assert.ok(!JSON.stringify(rows).includes(token.slice(4)))
  const listed = await run(['platform-credential', 'list'], own())
  assert.match(listed.out, new RegExp(`${id}  approvals  Order server  made .*\\n1 credential`))
  assert.ok(!listed.out.includes(token))
  assert.equal((await run(['platform-credential', 'end', id], own())).code, 0)
  assert.equal(await findPlatform(pool, token, 'approvals'), undefined)
  assert.equal((await run(['platform-credential', 'end', id], own())).code, 1)
  assert.match((await run(['platform-credential', 'list'], own())).out, /ended 20/)
  for (const wrong of [[], ['create'], ['end', 'x'], ['toString']])
    assert.equal((await run(['platform-credential', ...wrong], own())).code, 1)
  await pool.end()
})

test('doctor finds nothing wrong where nothing is, and warns of what is for development', async () => {
  const { code, out } = await run(['doctor'], own())
  assert.equal(code, 0, out)
  assert.match(out, /good\s+roles .*append-only by privilege/)
  assert.match(out, /warning\s+mail .*development inbox/)
  assert.match(out, /warning\s+texts .*development inbox/)
})

test('doctor says no to a database that does not answer', async () => {
  const pool = openPool(`postgresql://x@127.0.0.1:${await freePort()}/x`, 1, log)
  for (const check of [checkDatabase, checkMigrations, checkRoles])
    assert.equal((await check(pool)).verdict, 'bad')
  assert.equal((await checkClock(pool, () => 0)).verdict, 'bad')
  await pool.end()
})

test('doctor says no to a database that was not migrated, and to one role that does both', async () => {
  const client = new pg.Client({ connectionString: database.ownerUrl })
  await client.connect()
  await client.query(`delete from holdfast.migration where name like '0006%'`)
  const pool = openPool(database.url, 1, log)
  assert.deepEqual((({ verdict, says }) => [verdict, says])(await checkMigrations(pool)), [
    'bad',
    '1 not applied. Run: holdfast migrate',
  ])
  await pool.end()
  const owner = openPool(database.ownerUrl, 1, log)
  const roles = await checkRoles(owner)
  assert.equal(roles.verdict, 'warning')
  assert.match(roles.says, /triggers alone/)
  const again = openPool(database.url, 1, log)
  await client.query('grant delete on holdfast.audit_event to holdfast_app')
  assert.deepEqual((({ verdict, says }) => [verdict, says])(await checkRoles(again)), [
    'bad',
    'holdfast_app may change the log. Run: holdfast migrate',
  ])
  await client.query(`insert into holdfast.migration values ('9999-later.sql', 'x')`)
  assert.match((await checkMigrations(again)).says, /Run the newer release/)
  await client.query(
    `delete from holdfast.migration where name like '9999%'; update holdfast.migration set digest = 'x' where name like '0001%'`,
  )
  assert.match((await checkMigrations(again)).says, /is not what was applied/)
  await again.end()
  await owner.end()
  await client.end()
})

test('doctor says no to keys that are missing, readable by others, broken, or beside the database', () => {
  const other = join(folder, 'other.json')
  assert.match(checkKeys(config({ HOLDFAST_KEYS_FILE: other })).says, /is not there. Make one with/)
  writeFileSync(other, '{"current":1,"keys":[]}', { mode: 0o600 })
  assert.match(checkKeys(config({ HOLDFAST_KEYS_FILE: other })).says, /is not a key ring/)
  chmodSync(other, 0o644)
  assert.match(checkKeys(config({ HOLDFAST_KEYS_FILE: other })).says, /can be read by others/)
  const beside = { ...config(), HOLDFAST_MODE: 'production' as const }
  assert.match(checkKeys(beside).says, /in the data folder/)
})

test('doctor says no to a mail server that does not answer', async () => {
  const url = `smtp://127.0.0.1:${await freePort()}`
  const found = await checkMail(
    smtpMail({ url, from: 'a@b.test' }),
    config({ HOLDFAST_SMTP_URL: url, HOLDFAST_MAIL_FROM: 'a@b.test' }),
  )
  assert.equal(found.verdict, 'bad')
})

test('doctor says no to a provider of texts that does not answer, or does not let us in', async () => {
  const provider = await smsProvider()
  const configured = (countries?: string): Config =>
    config({
      HOLDFAST_SMS_URL: `twilio://${provider.settings.account}:${provider.settings.secret}@api.twilio.com`,
      HOLDFAST_SMS_FROM: provider.settings.from,
      ...(countries !== undefined && { HOLDFAST_SMS_COUNTRIES: countries }),
    })
  const sms = twilioSms(provider.settings)
  const down = await checkSms(sms, configured('FR,DE'))
  assert.equal(down.verdict, 'bad')
  assert.match(down.says, /no answer \(ECONNREFUSED\)/)
  await provider.start()
  const stranger = await checkSms(twilioSms({ ...provider.settings, secret: 'wrong' }), configured('FR,DE'))
  assert.equal(stranger.verdict, 'bad')
  assert.match(stranger.says, /HTTP 401, error 20003/)
  assert.equal((await checkSms(sms, configured('FR,DE'))).verdict, 'good')
  const anywhere = await checkSms(sms, configured())
  assert.equal(anywhere.verdict, 'warning')
  assert.match(anywhere.says, /set HOLDFAST_SMS_COUNTRIES/)
  assert.equal(provider.taken.length, 0)
  await provider.stop()
  assert.match((await checkSms(undefined, config())).says, /texts are off/)
})

test('doctor says no to a clock that is off', async () => {
  const moved = await createDatabase()
  await moveClock(moved, -90_000)
  const pool = openPool(moved.url, 1, log)
  const found = await checkClock(pool, () => Date.now())
  assert.deepEqual([found.verdict, /90 seconds behind/.test(found.says)], ['bad', true])
  await pool.end()
  await moved.drop()
})

test('doctor says no to proxies that are not as configured', () => {
  const seen = (hops: string, forwarded?: string) =>
    checkAddress({ peer: '10.0.0.2', forwarded }, config({ HOLDFAST_TRUSTED_HOPS: hops }))
  assert.equal(seen('1', '203.0.113.9').says, 'The client is taken to be 203.0.113.9 (a private address).')
  assert.equal(seen('0', '203.0.113.9').verdict, 'bad')
  assert.equal(seen('2', '203.0.113.9').verdict, 'bad')
  assert.equal(seen('1', 'evil, 203.0.113.9').verdict, 'warning')
})

test('a superuser URL names another role of the same server', () => {
  assert.equal(
    urlFor('postgresql://postgres@/postgres?host=/run&port=1', 'x', 'y'),
    'postgresql://y@/x?host=/run&port=1',
  )
})
