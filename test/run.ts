// Runs the tests: node test/run.ts <all|unit|api|system-postgres|race|e2e|soak>. A lane that runs no test has failed.
import { ensureNeeds } from '../scripts/needs.ts'
import { type Lane, laneOf, WHOLE } from './run/lanes.ts'
import { execute, watchSignals } from './run/process.ts'
import { startOwnServer, startSystemServer } from './run/server.ts'
import { counts, readCounts } from './run/tally.ts'
import { ROOT } from './tidy/tree.ts'

type Result = {
  readonly name: string
  readonly passed: number
  readonly failed: number
  readonly seconds: number
}

const CHECK_MS = 180_000
const BUILD_MS = 180_000

/** What a developer has set for their own server must not reach the tests. */
function environment(lane: Lane, url: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([key]) => !/^(?:DATABASE_|HOLDFAST_|PG|NODE_TEST_)/.test(key),
  )
  return { ...Object.fromEntries(kept), ...lane.env, HOLDFAST_TEST_SERVER_URL: url }
}

async function runLane(lane: Lane): Promise<Result> {
  const began = performance.now()
  const result = (passed: number, failed: number): Result => {
    return { name: lane.name, passed, failed, seconds: (performance.now() - began) / 1000 }
  }
  const files = lane.files()
  process.stdout.write(`\n== ${lane.name}: ${files.length} files ==\n`)
  if (files.length === 0) {
    process.stdout.write('There is no test in this lane.\n')
    return result(0, 1)
  }
  try {
    if (lane.browser) await prepareBrowser()
    const server = lane.server === 'own' ? await startOwnServer() : await startSystemServer()
    try {
      const { passed, failed } = await runFiles(lane, files, server.url)
      return result(passed, failed)
    } finally {
      await server.stop()
    }
  } catch (error) {
    process.stdout.write(`The lane cannot run: ${error instanceof Error ? error.message : String(error)}\n`)
    return result(0, 1)
  }
}

async function prepareBrowser(): Promise<void> {
  await ensureNeeds(['chromium', 'oathtool', 'zbarimg'])
  const built = await execute('npm', ['run', 'build'], { limitMs: BUILD_MS, show: false })
  if (built.code !== 0) throw new Error(`the portal does not build:\n${built.output}`)
}

async function runFiles(
  lane: Lane,
  files: readonly string[],
  url: string,
): Promise<{ passed: number; failed: number }> {
  const args = [
    '--test',
    `--test-concurrency=${lane.concurrency}`,
    `--test-timeout=${lane.testMs}`,
    '--test-reporter=./test/reporter.ts',
    '--test-reporter-destination=stdout',
    ...files,
  ]
  const ended = await execute(process.execPath, args, {
    env: environment(lane, url),
    limitMs: lane.laneMs,
    show: true,
  })
  const { passed, failed } = readCounts(ended.output) ?? { passed: 0, failed: 0 }
  if (ended.late) process.stdout.write(`The lane was ended after ${lane.laneMs / 60_000} minutes.\n`)
  // No count of a failure, and yet no success: the runner itself broke, or nothing ran.
  const broke = failed === 0 && (ended.code !== 0 || ended.late || passed === 0)
  if (broke) process.stdout.write(`The lane ended with code ${ended.code} after ${passed} tests.\n`)
  return { passed, failed: broke ? 1 : failed }
}

async function runCheck(): Promise<Result> {
  const began = performance.now()
  process.stdout.write('== check ==\n')
  const ended = await execute(process.execPath, ['test/check.ts'], { limitMs: CHECK_MS, show: true })
  const { passed, failed } = readCounts(ended.output) ?? { passed: 0, failed: 1 }
  const broke = ended.code !== 0 && failed === 0
  return { name: 'check', passed, failed: broke ? 1 : failed, seconds: (performance.now() - began) / 1000 }
}

function summary(results: readonly Result[]): string {
  const lines = results.map(({ name, passed, failed, seconds }) => {
    return `${name.padEnd(16)} ${counts(passed, failed).padEnd(26)} ${seconds.toFixed(1)} s\n`
  })
  return `\n${lines.join('')}`
}

async function main(wanted: string): Promise<number> {
  const lanes = (wanted === 'all' ? WHOLE : [wanted]).map(laneOf)
  const results: Result[] = []
  if (wanted === 'all') results.push(await runCheck())
  for (const lane of lanes) {
    if (lane === undefined) {
      process.stdout.write('Say which lane: all, unit, api, system-postgres, race, e2e or soak.\n')
      return 2
    }
    results.push(await runLane(lane))
  }
  const sum = (of: (result: Result) => number): number =>
    results.reduce((total, result) => total + of(result), 0)
  const failed = sum((result) => result.failed)
  process.stdout.write(summary(results))
  process.stdout.write(
    `${counts(
      sum((result) => result.passed),
      failed,
    )}\n`,
  )
  return failed === 0 ? 0 : 1
}

process.chdir(ROOT)
watchSignals()
process.exitCode = await main(process.argv[2] ?? '')
