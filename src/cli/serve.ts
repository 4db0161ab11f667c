import type { Config } from '../config.ts'
import { jsonLog } from '../lib/log.ts'
import { startServer } from '../main.ts'

type Say = (line: string) => void

/** Runs until it is told to stop (SIGINT, SIGTERM); a second signal ends it at once. */
export async function serve(config: Config, say: Say, fail: Say): Promise<number> {
  const log = jsonLog((line) => void process.stderr.write(line))
  const running = await startServer(config, log, fail)
  say(`\n  Holdfast is ready: ${running.origin}\n`)
  if (running.inbox) say(`  Development mode: mails and texts arrive at ${running.inbox}\n`)
  await new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.once(signal, () => {
        process.once(signal, () => process.exit(1))
        stopped()
      })
    }
  })
  await running.stop()
  return 0
}
