// Writes what is generated from the code: npm run docs. test/docs.test.ts fails while a file differs.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { generated } from './generate/all.ts'
import { ROOT } from './generate/sources.ts'

for (const [path, text] of Object.entries(generated((name) => readFileSync(join(ROOT, name), 'utf8')))) {
  writeFileSync(join(ROOT, path), text)
  process.stdout.write(`wrote ${path}\n`)
}
