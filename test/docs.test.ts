import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { generated } from '../scripts/generate/all.ts'
import { ROOT } from '../scripts/generate/sources.ts'

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8')

for (const [path, text] of Object.entries(generated(read))) {
  test(`${path} is what the code says (npm run docs writes it anew)`, () => assert.equal(read(path), text))
}

test('npm start and the command line run Node with the same flags', () => {
  const start = (JSON.parse(read('package.json')) as { scripts: { start: string } }).scripts.start
  const flags = start.split(' ').filter((word) => word.startsWith('--'))
  assert.deepEqual(flags, /^memory=(\S+)$/m.exec(read('bin/holdfast'))?.slice(1))
})
