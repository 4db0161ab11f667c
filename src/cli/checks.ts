// What doctor looks at. Each check answers with a sentence, and on a no with what to do.

import { statSync } from 'node:fs'
import type { Config } from '../config.ts'
import type { Pool } from '../db/connect.ts'
import { APPEND_ONLY, readMigrations } from '../db/migrate.ts'
import { clientAddress, hasPlace } from '../identify/network.ts'
import type { MailPort } from '../notify/mail.ts'
import type { SmsPort } from '../notify/sms.ts'
import { readKeysFile } from '../start/keys-file.ts'

export type Finding = {
  readonly check: string
  readonly verdict: 'good' | 'warning' | 'bad'
  readonly says: string
}
const good = (check: string, says: string): Finding => ({ check, verdict: 'good', says })
const warning = (check: string, says: string): Finding => ({ check, verdict: 'warning', says })
const bad = (check: string, says: string): Finding => ({ check, verdict: 'bad', says })
const reason = (failure: unknown): string => (failure instanceof Error ? failure.message : String(failure))

export async function checkDatabase(pool: Pool): Promise<Finding> {
  try {
    const { rows } = await pool.query<{ version: string; number: number }>(
      `select current_setting('server_version') as version, current_setting('server_version_num')::int as number`,
    )
    const { version, number } = rows[0]!
    return number >= 150_000 && number < 190_000
      ? good('database', `PostgreSQL ${version} answers.`)
      : bad('database', `PostgreSQL ${version} is not one of 15 to 18.`)
  } catch (failure) {
    return bad('database', `No answer: ${reason(failure)}. Check DATABASE_URL and that the server runs.`)
  }
}

export async function checkMigrations(pool: Pool): Promise<Finding> {
  try {
    const { rows } = await pool.query<{ name: string; digest: string }>(
      'select name, digest from holdfast.migration',
    )
    const known = new Map(readMigrations().map((one) => [one.name, one.digest]))
    const newer = rows.find((row) => !known.has(row.name))
    if (newer)
      return bad(
        'migrations',
        `The database has ${newer.name}, which this release does not know. Run the newer release.`,
      )
    const edited = rows.find((row) => known.get(row.name) !== row.digest)
    if (edited)
      return bad('migrations', `${edited.name} is not what was applied. Restore the file from the release.`)
    const missing = [...known.keys()].filter((name) => !rows.some((row) => row.name === name))
    return missing.length === 0
      ? good('migrations', 'The database is in the newest form.')
      : bad('migrations', `${missing.length} not applied. Run: holdfast migrate`)
  } catch (failure) {
    return bad('migrations', `Cannot be read: ${reason(failure)}. Run: holdfast migrate`)
  }
}

/** Two roles: what is append-only must be so by privilege of the running one (DESIGN, two database roles). */
export async function checkRoles(pool: Pool): Promise<Finding> {
  try {
    const { rows } = await pool.query<{ role: string; owns: boolean; changes: boolean; super: boolean }>(
      `select current_user as role, pg_has_role(current_user, c.relowner, 'member') as owns, (has_table_privilege(current_user, c.oid, 'update, delete, truncate')
          or has_table_privilege(current_user, 'holdfast.audit_head', 'delete, truncate')) as changes,
        (select rolsuper from pg_roles where rolname = current_user) as super from pg_class c where c.oid = 'holdfast.${APPEND_ONLY[0]}'::regclass`,
    )
    const { role, owns, changes, super: isSuper } = rows[0]!
    if (!owns && !changes && !isSuper)
      return good('roles', `${role} runs, another role owns: the log is append-only by privilege.`)
    if (!owns && !isSuper) return bad('roles', `${role} may change the log. Run: holdfast migrate`)
    return warning(
      'roles',
      `${role} also owns the tables, so that triggers alone keep the log append-only. Give DATABASE_OWNER_URL a role of its own.`,
    )
  } catch (failure) {
    return bad('roles', `Cannot be read: ${reason(failure)}.`)
  }
}

export function checkKeys(config: Config): Finding {
  try {
    const file = readKeysFile(config.keysFile)
    const old = file.keys.length - 1
    if (config.HOLDFAST_MODE === 'production' && config.keysFile.startsWith(`${config.dataFolder}/`)) {
      return bad(
        'keys',
        `${config.keysFile} is in the data folder, where a backup of the database takes it along. Move it and set HOLDFAST_KEYS_FILE.`,
      )
    }
    return good(
      'keys',
      `Key ${file.current} seals; ${old} other${old === 1 ? '' : 's'} in the ring. ${config.keysFile} is for its owner alone (${(statSync(config.keysFile).mode & 0o777).toString(8)}).`,
    )
  } catch (failure) {
    return bad('keys', reason(failure))
  }
}

export async function checkMail(mail: MailPort, config: Config): Promise<Finding> {
  if (config.HOLDFAST_SMTP_URL === undefined)
    return warning('mail', 'Mail goes to the development inbox. Set HOLDFAST_SMTP_URL for a real server.')
  try {
    await mail.check()
    return good('mail', 'The mail server answers and lets us in.')
  } catch (failure) {
    return bad('mail', `The mail server does not take mail: ${reason(failure)}. Check HOLDFAST_SMTP_URL.`)
  }
}

export async function checkSms(sms: SmsPort | undefined, config: Config): Promise<Finding> {
  if (!sms) return good('texts', 'No provider is configured: texts are off, and nothing offers them.')
  if (config.HOLDFAST_SMS_URL === undefined)
    return warning('texts', 'Texts go to the development inbox. Set HOLDFAST_SMS_URL for a real provider.')
  try {
    await sms.check()
  } catch (failure) {
    return bad('texts', `The provider does not take texts: ${reason(failure)}. Check HOLDFAST_SMS_URL.`)
  }
  // Not known is which countries its clients live in, and each one more is a door for pumping.
  return config.HOLDFAST_SMS_COUNTRIES === undefined
    ? warning(
        'texts',
        'The provider answers and lets us in. Texts go to every country: set HOLDFAST_SMS_COUNTRIES to those of your clients.',
      )
    : good(
        'texts',
        `The provider answers and lets us in. Texts go to ${config.HOLDFAST_SMS_COUNTRIES.join(', ')}.`,
      )
}

const CLOCK_SECONDS = 2

/** The database's clock decides; a wrong one makes codes fail and waits end early or late. */
export async function checkClock(pool: Pool, systemNow: () => number): Promise<Finding> {
  try {
    const { rows } = await pool.query<{ now: number }>('select holdfast.clock() as now')
    const off = Math.round((rows[0]!.now - systemNow()) / 1000)
    return Math.abs(off) <= CLOCK_SECONDS
      ? good('clock', 'The clocks of the database and of this machine agree.')
      : bad(
          'clock',
          `The database's clock is ${Math.abs(off)} seconds ${off > 0 ? 'ahead of' : 'behind'} this machine's. Set both by NTP.`,
        )
  } catch (failure) {
    return bad('clock', `The database's clock cannot be read: ${reason(failure)}.`)
  }
}

export type SeenHeaders = { readonly peer: string; readonly forwarded: string | undefined }

/** The client address as the server would see it for a request with these headers. */
export function checkAddress(seen: SeenHeaders, config: Config): Finding {
  const hops = config.HOLDFAST_TRUSTED_HOPS
  const address = clientAddress(seen.peer, seen.forwarded, hops)
  const entries = (seen.forwarded ?? '').split(',').filter((part) => part.trim() !== '').length
  if (hops > 0 && entries < hops)
    return bad(
      'address',
      `HOLDFAST_TRUSTED_HOPS is ${hops}, but the request came with ${entries} entries in X-Forwarded-For: the proxy's own address (${address}) is taken for the client's.`,
    )
  if (hops === 0 && entries > 0)
    return bad(
      'address',
      `The request came with X-Forwarded-For, which is not believed (HOLDFAST_TRUSTED_HOPS is 0): every client would be ${address}. Set the number of your proxies.`,
    )
  if (hops > 0 && entries > hops)
    return warning(
      'address',
      `${entries} entries for ${hops} trusted hops: the client is taken to be ${address}. What stands before it is the client's own word.`,
    )
  return good(
    'address',
    `The client is taken to be ${address}${hasPlace(address) ? '' : ' (a private address)'}.`,
  )
}
