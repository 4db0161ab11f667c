// Jobs: thin over pg-boss, the one door to it. A job is sent inside the transaction that needs it, so that it
// exists exactly when the change does. pg-boss lives by our clock: its job_now() is replaced by one that asks ours.

import type { Kysely } from 'kysely'
import { fromKysely, getConstructionPlans, type JobResult, PgBoss } from 'pg-boss'
import { type Pool, runText } from '../db/connect.ts'
import type { Extra } from '../db/migrate.ts'
import type { Tx } from '../db/tx.ts'
import type { Log } from '../lib/log.ts'

const SCHEMA = 'holdfast_jobs'

/** The queues there are. Retries: 12 tries over some hours; what has not gone by then its owner sweeps. */
export const QUEUES = {
  'mail.send': {
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 7200,
    expireInSeconds: 600,
  },
  // While a code is good, ten minutes, and no longer.
  'sms.send': {
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 60,
    expireInSeconds: 600,
  },
  // As mails: some hours.
  'push.send': {
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 7200,
    expireInSeconds: 600,
  },
  // Written for strangers' names too, where it does nothing: a wrong password takes the same time for both.
  'sign-in.failed': {
    retryLimit: 5,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: 60,
  },
  // By the Standard Webhooks specification a receiver that was away is tried again, ever less often.
  'webhook.send': {
    retryLimit: 12,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 7200,
    expireInSeconds: 60,
  },
  'approvals.due': { retryLimit: 0, expireInSeconds: 120 },
  'waiting.reminded': { retryLimit: 0, expireInSeconds: 120 },
  'locks.due': { retryLimit: 0, expireInSeconds: 120 },
  'methods.due': { retryLimit: 0, expireInSeconds: 120 },
  'push.due': { retryLimit: 0, expireInSeconds: 120 },
  'pin.due': { retryLimit: 0, expireInSeconds: 120 },
  'password-reset.due': { retryLimit: 0, expireInSeconds: 120 },
  'contacts.due': { retryLimit: 0, expireInSeconds: 120 },
  // It writes down what others send: it fails only with the database.
  'notice.spread': {
    retryLimit: 5,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: 60,
  },
  'password-reset.failed': {
    retryLimit: 5,
    retryDelay: 5,
    retryBackoff: true,
    retryDelayMax: 600,
    expireInSeconds: 60,
  },
  'store.sweep': { retryLimit: 0, expireInSeconds: 120 },
} as const
/** Queues whose worker is woken at once. Not those of failures: work that begins at the answer could be timed from outside. */
const WOKEN: ReadonlySet<string> = new Set([
  'mail.send',
  'sms.send',
  'push.send',
  'notice.spread',
  'webhook.send',
])
/** Fetching is the dear part of a job: those of so many milliseconds are fetched together. */
const WAKE_AFTER = 100
export type JobData = Readonly<Record<string, string>>
export type QueueName = keyof typeof QUEUES
const BATCH: Partial<Record<QueueName, number>> = {
  'mail.send': 10,
  'sms.send': 10,
  'push.send': 10,
  'notice.spread': 10,
}
export type Work = (data: JobData) => Promise<void>

export type Jobs = {
  /** Sends within the transaction: it runs after the commit, or never. */
  send(tx: Tx, queue: QueueName, data: JobData): Promise<void>
  /** Begins to work; `every` is cron for queues that run by themselves. */
  work(handlers: Partial<Record<QueueName, Work>>, cron: Partial<Record<QueueName, string>>): Promise<void>
  stop(): Promise<void>
}

/** Run by the owner at migration: pg-boss's own tables and queues, with our clock in them. */
export const installJobs: Extra = async (client) => {
  const { rows } = await client.query<{ there: boolean }>(
    `select to_regclass('${SCHEMA}.version') is not null as there`,
  )
  if (!rows[0]?.there) await client.query(getConstructionPlans(SCHEMA))
  const queues = rows[0]?.there
    ? (await client.query<{ name: string }>(`select name from ${SCHEMA}.queue`)).rows.map((row) => row.name)
    : []
  if (Object.keys(QUEUES).every((name) => queues.includes(name))) return
  await client.query(
    `create or replace function ${SCHEMA}.job_now() returns timestamptz language plpgsql stable as 'begin return holdfast.clock(); end'`,
  )
  const db = { executeSql: (text: string, values?: unknown[]) => client.query(text, values) }
  const boss = new PgBoss({ schema: SCHEMA, db, migrate: false, supervise: false, schedule: false })
  await boss.start()
  for (const [name, options] of Object.entries(QUEUES)) {
    if (!queues.includes(name)) await boss.createQueue(name, options)
  }
  await boss.stop({ graceful: false })
}

export async function startJobs(pool: Pool, log: Log, wakeAfter = WAKE_AFTER): Promise<Jobs> {
  const db = { executeSql: (text: string, values?: unknown[]) => runText(pool, text, values) }
  const boss = new PgBoss({ schema: SCHEMA, db, migrate: false })
  boss.on('error', (failure) => log.error('the job queue met an error', { failure: failure.message }))
  await boss.start()
  const workers = new Map<QueueName, string[]>()
  const waking = new Map<QueueName, NodeJS.Timeout>()
  /** Wakes the worker of this node; other nodes and lost wake-ups find the job when they next look. */
  const wake = (queue: QueueName): void => {
    if (waking.has(queue)) return
    const timer = setTimeout(() => {
      waking.delete(queue)
      for (const id of workers.get(queue) ?? []) boss.notifyWorker(id)
    }, wakeAfter)
    waking.set(queue, timer)
  }
  return {
    async send(tx, queue, data) {
      const inside: unknown = tx.db
      await boss.send(queue, data, { db: fromKysely(inside as Kysely<never>) })
      if (WOKEN.has(queue)) tx.after(() => wake(queue))
    },
    async work(handlers, cron) {
      for (const [queue, handler] of Object.entries(handlers) as [QueueName, Work][]) {
        const id = await boss.work<JobData>(
          queue,
          {
            batchSize: BATCH[queue] ?? 1,
            pollingIntervalSeconds: 2,
            burstWhenBatchFull: true,
            perJobResults: true,
          },
          (jobs) => workOff(jobs, handler),
        )
        workers.set(queue, [...(workers.get(queue) ?? []), id])
      }
      for (const [queue, at] of Object.entries(cron)) await boss.schedule(queue, at)
    },
    async stop() {
      for (const timer of waking.values()) clearTimeout(timer)
      await boss.stop({ graceful: true, timeout: 5_000 })
    },
  }
}

/** One after the other: a mail server that is slow may hold one worker, not ten. Each has its own end, and its own retry. */
async function workOff(
  jobs: readonly { readonly id: string; readonly data: JobData }[],
  handler: Work,
): Promise<JobResult[]> {
  const results: JobResult[] = []
  for (const job of jobs) {
    const failure = await handler(job.data).then(() => undefined, messageOf)
    results.push(
      failure === undefined
        ? { id: job.id, status: 'completed' }
        : { id: job.id, status: 'failed', output: { failure } },
    )
  }
  return results
}

const messageOf = (failure: unknown): string => (failure instanceof Error ? failure.message : 'unknown')
