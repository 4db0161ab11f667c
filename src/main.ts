// Starts a server: keys, database, portal, HTTP, work. What starts later stops earlier.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { type AppOptions, createApp, startWork } from './app.ts'
import { type Config, webhookTarget } from './config.ts'
import { estimateClock } from './db/clock.ts'
import { openPool } from './db/connect.ts'
import { openPlaces } from './identify/client.ts'
import { rememberSessions } from './identify/remember.ts'
import { startJobs } from './jobs/queue.ts'
import { commonPasswords } from './lib/common-passwords.ts'
import type { KeyRing } from './lib/keys.ts'
import type { Log } from './lib/log.ts'
import { passwordHasher } from './lib/password.ts'
import { LIMITS, type Limits } from './limits/table.ts'
import { httpWebhook, type WebhookPort } from './notify/webhook.ts'
import type { Deps } from './serve/deps.ts'
import { openChannels, openPush } from './start/channels.ts'
import { migrateDatabase, reachDatabase, type Tell } from './start/database.ts'
import { freshKeys, readKeysFile, ringOf, writeKeysFile } from './start/keys-file.ts'
import { ensurePortal, PORTAL_FOLDER } from './start/portal-build.ts'

export type Running = {
  readonly origin: string
  readonly inbox: string | undefined
  readonly postmaster: () => number | undefined
  stop(): Promise<void>
}
export type Overrides = { readonly limits?: Limits }

/** @throws an Error whose message is one sentence for the operator. */
export async function startServer(
  config: Config,
  log: Log,
  tell: Tell,
  overrides: Overrides = {},
): Promise<Running> {
  const development = config.HOLDFAST_MODE === 'development'
  if (development && !existsSync(config.keysFile)) writeKeysFile(config.keysFile, freshKeys())
  const ring = ringOf(readKeysFile(config.keysFile))
  const stops: (() => Promise<void>)[] = []
  const stop = async (): Promise<void> => {
    // One that fails does not keep the others, least of all the database, from stopping.
    for (const one of stops.splice(0).reverse()) {
      await one().catch((failure: unknown) => log.error('a part did not stop', { failure: String(failure) }))
    }
  }
  try {
    await ensurePortal(tell)
    const reached = await reachDatabase(config, tell, (state) =>
      log.error(state === 'down' ? 'the embedded database went away' : 'the embedded database is back'),
    )
    stops.push(() => reached.stop())
    await migrateDatabase(reached)
    const pool = openPool(reached.url, config.HOLDFAST_CONNECTIONS, log)
    const background = openPool(reached.url, 2, log, 'soon')
    stops.push(async () => void (await Promise.all([pool.end(), background.end()])))
    const clock = estimateClock(pool, log)
    const sessions = rememberSessions(pool, reached.url, { clock, ring, log })
    const jobs = await startJobs(background, log)
    stops.push(async () => {
      await jobs.stop()
      await sessions.stop()
      clock.stop()
    })
    const { mail, sms, inbox } = openChannels(config, () => clock.now() ?? 0)
    const running = {
      pool,
      background,
      clock,
      sessions,
      jobs,
      ring,
      mail,
      sms,
      log,
      limits: overrides.limits ?? LIMITS,
    }
    const deps: Deps = { ...running, ...(await settled(config, ring)) }
    await listen(config, deps, { portalFolder: PORTAL_FOLDER, inbox }, stops)
    return {
      origin: config.origin,
      inbox: inbox && `${config.origin}/dev/inbox`,
      postmaster: reached.postmaster,
      stop,
    }
  } catch (failure) {
    await stop()
    throw failure
  }
}

const webhookOf = (config: Config): WebhookPort | undefined => {
  const target = webhookTarget(config)
  return target && httpWebhook(target)
}

/** What does not change while the server runs. */
async function settled(config: Config, ring: KeyRing) {
  const cost = {
    memoryKib: config.HOLDFAST_PASSWORD_MEMORY_KIB,
    passes: config.HOLDFAST_PASSWORD_PASSES,
    lanes: 1,
  }
  return {
    random: randomBytes,
    hasher: passwordHasher(ring, cost),
    isCommonPassword: await commonPasswords(),
    places: await openPlaces(config.HOLDFAST_CITY_DATABASE),
    push: openPush(config, ring),
    webhook: webhookOf(config),
    settings: {
      origin: config.origin,
      platform: config.HOLDFAST_PLATFORM,
      trustedHops: config.HOLDFAST_TRUSTED_HOPS,
      textCountries: config.HOLDFAST_SMS_COUNTRIES && new Set(config.HOLDFAST_SMS_COUNTRIES),
      mode: config.HOLDFAST_MODE,
      profile: config.HOLDFAST_PROFILE,
    },
  }
}

async function listen(
  config: Config,
  deps: Deps,
  options: AppOptions,
  stops: (() => Promise<void>)[],
): Promise<void> {
  const app = createApp(deps, options)
  stops.push(() => app.close())
  // Development answers on this machine alone: 127.0.0.1 and ::1, whatever localhost is here.
  const host = config.HOLDFAST_MODE === 'development' ? 'localhost' : config.HOLDFAST_LISTEN!
  try {
    await app.listen({ port: config.HOLDFAST_PORT, host })
  } catch (failure) {
    const code = (failure as { code?: string }).code
    if (code === 'EADDRINUSE')
      throw new Error(
        `Port ${config.HOLDFAST_PORT} is taken. Choose another with HOLDFAST_PORT, or end the program that has it.`,
      )
    throw failure
  }
  await startWork(deps)
}
