// What the lanes count, and what they must not count as passed.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { ROOT } from '../tidy/tree.ts'
import { readCounts } from './tally.ts'

function runFile(...lines: readonly string[]): string {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-tally-'))
  const path = join(folder, 'a.test.mjs')
  writeFileSync(path, ["import { describe, test } from 'node:test'", ...lines].join('\n'))
  const args = ['--test', '--test-reporter=./test/reporter.ts', '--test-reporter-destination=stdout', path]
  // A test inside a test: node must not take the inner one for a part of the outer.
  const { NODE_TEST_CONTEXT: _, ...env } = process.env
  const { stdout } = spawnSync(process.execPath, args, { cwd: ROOT, env, encoding: 'utf8', timeout: 30_000 })
  rmSync(folder, { recursive: true, force: true })
  return stdout
}

test('tests are counted, groups of tests are not', () => {
  const output = runFile("describe('a', () => { test('b', () => {}); test('c', () => {}) })")
  assert.deepEqual(readCounts(output), { passed: 2, failed: 0 })
})

test('a failure is counted once, and told with its group, its words and what the file printed', () => {
  const output = runFile(
    "describe('group', () => { test('outer', async (t) => {",
    "  process.stdout.write('printed\\n')",
    "  await t.test('inner', () => { throw new Error('words', { cause: new Error('deeper') }) })",
    '}) })',
  )
  assert.deepEqual(readCounts(output), { passed: 0, failed: 1 })
  for (const part of ['inner', 'words', 'caused by Error: deeper', 'printed'])
    assert.ok(output.includes(part), part)
})

test('a test that is switched off counts as failed, one that gives a reason as neither', () => {
  const output = runFile(
    "test('off', { skip: true }, () => {})",
    "test('later', { todo: true }, () => {})",
    "test('elsewhere', { skip: 'needs a printer' }, () => {})",
    "test('fine', () => {})",
  )
  assert.deepEqual(readCounts(output), { passed: 1, failed: 2 })
  assert.match(output, /Not on this machine:\nelsewhere: needs a printer/)
})

test('a file without a test, and one that cannot be loaded, count as failed', () => {
  assert.deepEqual(readCounts(runFile()), { passed: 0, failed: 1 })
  assert.deepEqual(readCounts(runFile("throw new Error('broken')")), { passed: 0, failed: 1 })
})
