// The server under measurement: the application as main.ts puts it together, on an embedded database or on that of
// another one, with three additions: an empty route as yardstick, clients made in advance, and the counts of statements.
import { randomBytes } from 'node:crypto'
import { createApp, startWork } from '../src/app.ts'
import { type Config, readConfig } from '../src/config.ts'
import { estimateClock } from '../src/db/clock.ts'
import { counters, openPool } from '../src/db/connect.ts'
import { openPlaces } from '../src/identify/client.ts'
import { rememberSessions } from '../src/identify/remember.ts'
import { startJobs } from '../src/jobs/queue.ts'
import { commonPasswords } from '../src/lib/common-passwords.ts'
import { keyRing } from '../src/lib/keys.ts'
import { jsonLog } from '../src/lib/log.ts'
import { LEAST_COST, passwordHasher } from '../src/lib/password.ts'
import { LIMITS } from '../src/limits/table.ts'
import type { Deps } from '../src/serve/deps.ts'
import { openPush } from '../src/start/channels.ts'
import { migrateDatabase, reachDatabase } from '../src/start/database.ts'
import { PORTAL_FOLDER } from '../src/start/portal-build.ts'
import { answer, givenAtStart } from './pinned.ts'
import { prepareAccounts, prepareSessions, readKeysOf, waitUntilSent } from './prepare.ts'
import { processorTime } from './processor-time.ts'

export type ServerStart = {
  readonly dataFolder: string
  readonly port: number
  /** Of another server: then this is a second node of its system. */
  readonly databaseUrl?: string
}
export type ServerInfo = { readonly origin: string; readonly databaseUrl: string }
export type Counts = { readonly statements: number; readonly commits: number }

const EMPTY_PATH = '/v1/empty'

function configOf(start: ServerStart): Config {
  const read = readConfig({
    HOLDFAST_DATA: start.dataFolder,
    HOLDFAST_PORT: String(start.port),
    HOLDFAST_TRUSTED_HOPS: '1',
    DATABASE_URL: start.databaseUrl,
  })
  if (!read.ok) throw new Error(read.problems.join('; '))
  return read.config
}

const start = givenAtStart<ServerStart>()
const config = configOf(start)
let stopping = false
const log = jsonLog((line) => {
  // Connections that are closing may still hear that their database goes; it is no news.
  if (!stopping) process.stderr.write(line)
})
const reached = await reachDatabase(config, () => undefined)
if (start.databaseUrl === undefined) await migrateDatabase(reached)
const pool = openPool(reached.url, config.HOLDFAST_CONNECTIONS, log)
const background = openPool(reached.url, 2, log, 'soon')
const clock = estimateClock(pool, log)
const ring = keyRing([{ id: 1, bytes: Buffer.alloc(32, 7) }])
const deps: Deps = {
  pool,
  background,
  clock,
  sessions: rememberSessions(pool, reached.url, { clock, ring, log }),
  jobs: await startJobs(background, log),
  random: randomBytes,
  ring,
  log,
  limits: LIMITS,
  hasher: passwordHasher(ring, LEAST_COST),
  isCommonPassword: await commonPasswords(),
  places: await openPlaces(undefined),
  // Mail is handed over at once: what a mail server takes is not ours to measure.
  push: openPush(config, ring),
  webhook: undefined,
  mail: { send: () => Promise.resolve(), check: () => Promise.resolve() },
  sms: undefined,
  settings: {
    origin: config.origin,
    platform: 'Northmere',
    trustedHops: 1,
    mode: 'development',
    profile: 'standard',
    textCountries: undefined,
  },
}
const app = createApp(deps, { portalFolder: PORTAL_FOLDER })
app.get(EMPTY_PATH, (_request, reply) => reply.send({}))
await app.listen({ port: start.port, host: 'localhost' })
await startWork(deps)

async function stop(): Promise<void> {
  stopping = true
  await app.close()
  await deps.jobs.stop()
  await deps.sessions.stop()
  clock.stop()
  await Promise.all([pool.end(), background.end()])
  await reached.stop()
}

const info: ServerInfo = { origin: config.origin, databaseUrl: reached.url }
answer(
  {
    info: () => Promise.resolve(info),
    accounts: (given: Parameters<typeof prepareAccounts>[1]) => prepareAccounts(deps, given),
    sessions: (given: Parameters<typeof prepareSessions>[1]) => prepareSessions(deps, given),
    readKeys: (given: Parameters<typeof readKeysOf>[0]) => readKeysOf(given),
    sent: () => waitUntilSent(deps),
    time: () => Promise.resolve(processorTime(reached.postmaster())),
    counts: () => Promise.resolve({ ...counters } satisfies Counts),
  },
  stop,
)
