// A rotation of keys under what has been sealed, seen from the client: nothing is lost, nothing has to be done anew.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import { Browser } from '../../test/kit/browser.ts'
import { createDatabase } from '../../test/kit/database.ts'
import { beginSignUp, must, signIn, signUp } from '../../test/kit/person.ts'
import { world } from '../../test/kit/world.ts'
import { rotateFactors } from '../factors/rotate.ts'
import { rotateSessions } from '../identify/sessions.ts'
import { keyRing } from '../lib/keys.ts'
import { sealedWith } from '../lib/seal.ts'

const old = { id: 1, bytes: Buffer.alloc(32, 7) }
const fresh = { id: 2, bytes: Buffer.alloc(32, 8) }

test('after a rotation clients sign in as before, their secrets lie under the new key, and passwords follow', async () => {
  const database = await createDatabase()
  const before = await world({ database, keys: [old] })
  const person = await signUp(before)
  const halfway = await beginSignUp(before)
  must(await halfway.browser.api.signIn.enrol({ method: 'totp' }))
  await before.stop()

  const after = await world({ database, keys: [old, fresh] })
  const needs = { ring: keyRing([old, fresh]), random: randomBytes }
  assert.equal(await rotateFactors(after.pool, needs, () => undefined), 2)
  assert.equal(
    await rotateFactors(after.pool, needs, () => undefined),
    1,
    'factors are sealed anew once; open challenges always',
  )
  assert.equal(await rotateSessions(after.pool, needs), 1)
  assert.equal(await rotateSessions(after.pool, needs), 0, 'once')
  const kept = await after.pool.query<{ key: Buffer }>('select read_key as key from session')
  assert.deepEqual(
    kept.rows.map((row) => sealedWith(row.key)),
    [2],
  )
  // The session goes on: its browser notices nothing.
  const browser = new Browser({ origin: after.origin, clock: person.browser.clock })
  for (const [name, held] of person.browser.jar) browser.jar.set(name, held)
  browser.sessionKeys = person.browser.sessionKeys
  assert.equal(must(await browser.api.sessions.me()).username, person.username)
  const { rows } = await after.pool.query<{ secret: Buffer }>('select secret from factor')
  assert.deepEqual(
    rows.map((row) => sealedWith(row.secret)),
    [2],
  )

  const hash = async (): Promise<string> =>
    (
      await after.pool.query<{ password_hash: string }>(
        'select password_hash from account where username = $1',
        [person.username],
      )
    ).rows[0]!.password_hash
  assert.ok((await hash()).startsWith('1$argon2id'))
  await signIn(after, person)
  assert.ok((await hash()).startsWith('2$argon2id'))
  await signIn(after, person)
  await after.stop()
  await database.drop()
})
