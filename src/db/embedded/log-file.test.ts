import assert from 'node:assert/strict'
import { statSync, truncateSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { boundLog, emptyLog, lastReason, openLog } from './log-file.ts'
import { temporaryFolder } from './testing/scene.ts'

test('the log never grows for long, and what comes after is still written', (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] })
  const path = join(temporaryFolder(context), 'postgres.log')
  emptyLog(path)
  const log = openLog(path)
  const stop = boundLog(path)
  truncateSync(path, 9 * 1024 * 1024)
  context.mock.timers.tick(30_000)
  assert.equal(statSync(path).size, 0)
  writeSync(log.handle, 'LOG:  before\nFATAL:  the disk is full\nLOG:  after\n')
  assert.equal(lastReason(path), 'FATAL:  the disk is full')
  assert.equal(statSync(path).size, 50)
  assert.equal(statSync(path).mode & 0o777, 0o600)
  stop()
  log.close()
})
