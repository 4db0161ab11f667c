// A whole Holdfast for a test: the real application on a real database, with a clock that can be moved and a mailbox
// that can be read. Fakes only for what is outside: mails and texts go to lists.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createServer } from 'node:net'
import { setTimeout } from 'node:timers/promises'
import type { FastifyInstance } from 'fastify'
import { createApp, startWork } from '../../src/app.ts'
import { type ClockEstimate, estimateClock } from '../../src/db/clock.ts'
import { openPool, type Pool } from '../../src/db/connect.ts'
import type { ProfileName } from '../../src/factors/profiles.ts'
import { openPlaces, type Places } from '../../src/identify/client.ts'
import { rememberSessions } from '../../src/identify/remember.ts'
import { startJobs } from '../../src/jobs/queue.ts'
import type { BurstLimits } from '../../src/lib/bursts.ts'
import { commonPasswords } from '../../src/lib/common-passwords.ts'
import { type Key, type KeyRing, keyRing } from '../../src/lib/keys.ts'
import { jsonLog } from '../../src/lib/log.ts'
import { LEAST_COST, passwordHasher } from '../../src/lib/password.ts'
import { LIMITS, type Limits } from '../../src/limits/table.ts'
import type { Mail, MailPort } from '../../src/notify/mail.ts'
import { type PushPort, webPushPort } from '../../src/notify/push.ts'
import type { SmsPort, Text } from '../../src/notify/sms.ts'
import type { AllowedCountries } from '../../src/notify/textable.ts'
import { vapidKeys } from '../../src/notify/vapid.ts'
import type { WebhookPort } from '../../src/notify/webhook.ts'
import type { Deps } from '../../src/serve/deps.ts'
import { createDatabase, moveClock, type TestDatabase } from './database.ts'

export type World = {
  readonly origin: string
  readonly database: TestDatabase
  readonly deps: Deps
  readonly pool: Pool
  readonly app: FastifyInstance
  readonly mails: readonly Mail[]
  readonly texts: readonly Text[]
  /** Every line that was logged. */
  readonly logged: readonly string[]
  /** Milliseconds now, by the clock of this world. */
  now(): number
  /** Lets time pass, for the server, the database and the job queue alike. */
  pass(ms: number): Promise<void>
  /** Waits until the server knows what time it is: another process may have moved the clock that they share. */
  seeTime(ahead: number): Promise<void>
  /** Waits for a mail to an address that comes after the ones seen. */
  mailTo(address: string, which?: (mail: Mail) => boolean): Promise<Mail>
  /** The same for a text to a number. */
  textTo(number: string, which?: (text: Text) => boolean): Promise<Text>
  stop(): Promise<void>
}
export type WorldOptions = {
  readonly limits?: Limits
  readonly trustedHops?: number
  readonly database?: TestDatabase
  readonly mail?: MailPort
  /** `none`: a platform without a provider. */
  readonly sms?: SmsPort | 'none'
  readonly textCountries?: AllowedCountries
  readonly push?: PushPort
  readonly webhook?: WebhookPort
  readonly work?: boolean
  /** The one it had before: a server that starts again. */
  readonly port?: number
  readonly portalFolder?: string
  readonly profile?: ProfileName
  readonly keys?: readonly Key[]
  /** A short queue for hashing, so that a small crowd fills it on any machine. */
  readonly hashing?: BurstLimits
}

/** Limits for tests that are about something else: many sign-ins in a minute from one address. */
const wideRates: unknown = Object.fromEntries(
  // What is to be used once stays so.
  Object.entries(LIMITS.rates).map(([kind, rate]) => [
    kind,
    rate.uses === 1 ? rate : { ...rate, uses: 100_000 },
  ]),
)
export const WIDE_LIMITS: Limits = { ...LIMITS, rates: wideRates as Limits['rates'] }

let places: Promise<Places> | undefined
let common: Promise<(lowerCase: string) => boolean> | undefined

export async function world(options: WorldOptions = {}): Promise<World> {
  const database = options.database ?? (await createDatabase())
  const logged: string[] = []
  const log = jsonLog((line) => logged.push(line))
  const pool = openPool(database.url, 12, log)
  const background = openPool(database.url, 2, log, 'soon')
  const clock = estimateClock(pool, log)
  await clock.refresh()
  const ring = keyRing(options.keys ?? [{ id: 1, bytes: Buffer.alloc(32, 7) }])
  const sessions = rememberSessions(pool, database.url, { clock, ring, log })
  // Someone waits for most mails here.
  const jobs = await startJobs(background, log, 10)
  const { mails, texts, mail, sms } = outside(options)
  const port = options.port ?? (await freePort())
  const origin = `http://localhost:${port}`
  const deps: Deps = {
    pool,
    background,
    clock,
    sessions,
    jobs,
    random: randomBytes,
    ring,
    log,
    limits: options.limits ?? WIDE_LIMITS,
    hasher: passwordHasher(ring, LEAST_COST, options.hashing),
    isCommonPassword: await (common ??= commonPasswords()),
    places: await (places ??= openPlaces(undefined)),
    mail,
    sms,
    settings: {
      origin,
      platform: 'Northmere',
      trustedHops: options.trustedHops ?? 1,
      textCountries: options.textCountries,
      mode: 'development',
      profile: options.profile ?? 'standard',
    },
    push: options.push ?? pushes(ring),
    webhook: options.webhook,
  }
  const app = createApp(deps, { portalFolder: options.portalFolder ?? '/nonexistent' })
  await app.listen({ port, host: 'localhost' })
  if (options.work !== false) await startWork(deps)
  return {
    origin,
    database,
    deps,
    pool,
    app,
    mails,
    texts,
    logged,
    ...time(database, clock),
    mailTo: postbox(mails),
    textTo: postbox(texts),
    stop: stopper(app, deps, database, options),
  }
}

function stopper(
  app: FastifyInstance,
  deps: Deps,
  database: TestDatabase,
  options: WorldOptions,
): () => Promise<void> {
  return async () => {
    await app.close()
    await deps.jobs.stop()
    await deps.sessions.stop()
    deps.clock.stop()
    await Promise.all([deps.pool.end(), deps.background.end()])
    if (!options.database) await database.drop()
  }
}

const SEEN_WITHIN_MS = 15_000
/** Half of the slowest round trip that the estimate takes. */
const ESTIMATED_WITHIN_MS = 250
function time(database: TestDatabase, clock: ClockEstimate): Pick<World, 'now' | 'pass' | 'seeTime'> {
  // By how much the clock of the database differs from this machine's. Where this world has moved it, that is known to the
  // millisecond. What the server estimates may be ahead by half of a slow round trip, and a code of the next half minute is
  // refused.
  let ahead = 0
  const differs = (): number => (clock.now() ?? Date.now() + ahead) - Date.now() - ahead
  // A reading that was under way when the clock moved, or that came slowly, does not count: read again.
  const seeTime = async (moved: number): Promise<void> => {
    ahead = moved
    const isSeen = (): boolean => clock.now() !== undefined && Math.abs(differs()) < 1000
    for (const until = performance.now() + SEEN_WITHIN_MS; !isSeen(); await setTimeout(5)) {
      assert.ok(performance.now() < until, 'the server does not see its clock')
      await clock.refresh()
    }
  }
  return {
    seeTime,
    now: () => {
      // Another world has moved it. An estimate that lies behind was read before this world moved it.
      if (differs() >= 1000) ahead += differs() - ESTIMATED_WITHIN_MS
      return Date.now() + ahead
    },
    async pass(ms) {
      await seeTime(await moveClock(database, ms))
    },
  }
}

const pushes = (ring: KeyRing): PushPort =>
  webPushPort({
    keys: vapidKeys(ring),
    contact: 'mailto:security@northmere.example',
    reach: 'loopback-too',
    patience: 1_000,
  })

/** Where mails and texts go when a test brings no server for them. */
function outside(options: WorldOptions) {
  const mails: Mail[] = []
  const texts: Text[] = []
  const check = (): Promise<void> => Promise.resolve()
  const mail: MailPort = options.mail ?? { check, send: (one) => Promise.resolve(void mails.push(one)) }
  const list: SmsPort = {
    check,
    send(one) {
      texts.push(one)
      return Promise.resolve({ kind: 'taken' })
    },
  }
  return { mails, texts, mail, sms: options.sms === 'none' ? undefined : (options.sms ?? list) }
}

const POST_WAIT_MS = 8_000
function postbox<Item extends { readonly to: string; readonly text: string }>(items: readonly Item[]) {
  const seen = new Set<Item>()
  return async (to: string, which: (item: Item) => boolean = () => true): Promise<Item> => {
    const until = performance.now() + POST_WAIT_MS
    for (;;) {
      const found = items.find((item) => item.to === to && !seen.has(item) && which(item))
      if (found) {
        seen.add(found)
        return found
      }
      if (performance.now() > until)
        throw new Error(
          `nothing of that kind came to ${to}; there is: ${items.map((item) => `${item.to}: ${item.text.slice(0, 60)}`).join('; ')}`,
        )
      await setTimeout(10)
    }
  }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((ready) => server.listen(0, 'localhost', ready))
  const address = server.address()
  await new Promise((closed) => server.close(closed))
  if (typeof address !== 'object' || address === null) throw new Error('no free port')
  return address.port
}

/** The code of six digits in a mail: it stands alone in a line. */
export function codeIn(mail: Mail): string {
  const found = /^([0-9]{3}) ([0-9]{3})$/m.exec(mail.text)
  if (!found) throw new Error(`no code in the mail "${mail.subject}"`)
  return `${found[1]}${found[2]}`
}
