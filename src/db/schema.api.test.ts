import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { schemaOf } from '../../scripts/generate/schema.ts'
import { createDatabase } from '../../test/kit/database.ts'
import { openClient } from './connect.ts'

test('schema.ts is what the migrations make (npm run schema writes it anew)', async () => {
  const database = await createDatabase()
  const client = await openClient(database.ownerUrl)
  assert.equal(await schemaOf(client), readFileSync(join(import.meta.dirname, 'schema.ts'), 'utf8'))
  await client.end()
  await database.drop()
})
