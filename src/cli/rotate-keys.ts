// Rotation: a new key seals from now on, and everything sealed under older ones is sealed anew. Older keys stay in
// the ring: passwords are peppered with the one they were made under until their owner next signs in.

import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import type { Config } from '../config.ts'
import { openPool } from '../db/connect.ts'
import { transaction } from '../db/tx.ts'
import { rotateFactors } from '../factors/rotate.ts'
import { retireSigningKey } from '../features/approvals/keys.ts'
import { rotateSignUps } from '../features/sign-up/store.ts'
import { rotateSessions } from '../identify/sessions.ts'
import { jsonLog } from '../lib/log.ts'
import { rotateEndpoints } from '../notify/endpoints.ts'
import { rotateOutbox } from '../notify/outbox.ts'
import { migrateDatabase, reachDatabase } from '../start/database.ts'
import { freshKeys, readKeysFile, ringOf, withNewKey, writeKeysFile } from '../start/keys-file.ts'

type Say = (line: string) => void

export function makeKeys([path]: readonly string[], say: Say, fail: Say): Promise<number> {
  if (!path || existsSync(path)) {
    fail(path ? `${path} is there already; it is left as it is.` : 'Say where: holdfast make-keys FILE')
    return Promise.resolve(1)
  }
  writeKeysFile(path, freshKeys())
  say(
    `Made ${path}. Keep a copy apart from the backups of the database: without it nothing that was sealed can be opened.`,
  )
  return Promise.resolve(0)
}

export async function rotateKeys(config: Config, [option]: readonly string[], say: Say): Promise<number> {
  const before = readKeysFile(config.keysFile)
  const newest = before.keys.at(-1)!.id
  if (option === '--prepare') {
    writeKeysFile(config.keysFile, withNewKey(before, 'prepare'))
    say(
      `Key ${newest + 1} is in the ring and seals nothing yet. Restart every node, then run: holdfast rotate-keys`,
    )
    return 0
  }
  if (before.keys.length >= 100)
    throw new Error('The key ring is full: 100 keys. Ask for help before you rotate again.')
  // A prepared key is used; without one a new one is made, which is right while no other node runs.
  const after = newest === before.current ? withNewKey(before, 'now') : { ...before, current: newest }
  const needs = { ring: ringOf(after), random: randomBytes }
  const reached = await reachDatabase(config, say)
  const pool = openPool(
    reached.url,
    2,
    jsonLog((line) => say(line.trimEnd())),
  )
  try {
    await migrateDatabase(reached)
    // Only now, when the database answers: nothing is sealed under a key before its file is kept.
    writeKeysFile(config.keysFile, after)
    const sealed = await rotateFactors(pool, needs, (done) => say(`${done} factors sealed anew`))
    const sessions = await rotateSessions(pool, needs)
    const rest = await transaction(
      pool,
      async (tx) =>
        (await rotateOutbox(tx, needs)) +
        (await rotateEndpoints(tx, needs)) +
        (await rotateSignUps(tx, needs)),
    )
    const retired = await transaction(pool, retireSigningKey)
    if (retired > 0) say('The next statement is signed with a new key; the old public key stays published.')
    say(
      `Key ${after.current} seals from now on. Sealed anew: ${sealed + sessions + rest}. Restart every node.`,
    )
    return 0
  } finally {
    await pool.end()
    await reached.stop()
  }
}
