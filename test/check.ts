// npm run check: types, form, lint and the tidy rules, a line each. Nothing is changed.
import { existsSync, globSync } from 'node:fs'
import { execute, watchSignals } from './run/process.ts'
import { counts } from './run/tally.ts'
import { ROOT } from './tidy/tree.ts'

type Step = { readonly name: string; readonly command: string; readonly args: readonly string[] }

const STEP_MS = 120_000

function bin(name: string): string {
  return `node_modules/.bin/${name}`
}

function steps(): readonly Step[] {
  const projects = [
    ['types', 'tsconfig.json'],
    ...(existsSync('web/tsconfig.json') ? [['types of the portal', 'web/tsconfig.json']] : []),
    // These run in a browser too; without a file in it the compiler calls the folder a mistake.
    ...(globSync('test/e2e/**/*.ts').length > 0
      ? [['types of the browser tests', 'test/e2e/tsconfig.json']]
      : []),
  ] as const
  const tidy = [
    '--test',
    '--test-reporter=./test/reporter.ts',
    '--test-reporter-destination=stdout',
    'test/tidy.test.ts',
  ]
  return [
    ...projects.map(([name = '', project = '']) => ({ name, command: bin('tsc'), args: ['-p', project] })),
    { name: 'form', command: bin('biome'), args: ['check', '--colors=off', '--reporter=summary', '.'] },
    { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] },
    { name: 'tidy', command: process.execPath, args: tidy },
  ]
}

async function main(): Promise<number> {
  let failed = 0
  const all = steps()
  for (const { name, command, args } of all) {
    const began = performance.now()
    const ended = await execute(command, args, { limitMs: STEP_MS, show: false })
    const isFine = ended.code === 0 && !ended.late
    if (!isFine) failed += 1
    const seconds = ((performance.now() - began) / 1000).toFixed(1)
    process.stdout.write(`${isFine ? 'ok    ' : 'FAILED'} ${name.padEnd(26)} ${seconds} s\n`)
    // The counts of a step are not ours: indented, so that only the last line is read as such.
    if (!isFine) process.stdout.write(`${ended.output.trimEnd().replace(/^/gm, '  ')}\n`)
  }
  process.stdout.write(`${counts(all.length - failed, failed)}\n`)
  return failed === 0 ? 0 : 1
}

process.chdir(ROOT)
watchSignals()
process.exitCode = await main()
