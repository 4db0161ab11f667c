// The key ring as a file, outside the database and its backups. Written whole and renamed, so that a crash in
// between leaves the old one; read by its owner alone.

import { randomBytes } from 'node:crypto'
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { z } from 'zod'
import { type KeyRing, keyRing } from '../lib/keys.ts'

const KEY_BYTES = 32
const shape = z.strictObject({
  current: z.number().int().min(1),
  keys: z
    .array(
      z.strictObject({
        id: z.number().int().min(1).max(65_535),
        key: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
      }),
    )
    .min(1)
    .max(100),
})
export type KeysFile = z.output<typeof shape>

/** @throws with one sentence if the file is missing, not of this form, or readable by others. */
export function readKeysFile(path: string): KeysFile {
  if (!existsSync(path))
    throw new Error(`The key file ${path} is not there. Make one with: holdfast make-keys ${path}`)
  if ((statSync(path).mode & 0o077) !== 0)
    throw new Error(`The key file ${path} can be read by others. Mend it with: chmod 600 ${path}`)
  const parsed = shape.safeParse(parseOrNothing(readFileSync(path, 'utf8')))
  if (!parsed.success || !parsed.data.keys.some((key) => key.id === parsed.data.current))
    throw new Error(
      `The key file ${path} is not a key ring. Restore it from its backup: without it nothing that was sealed can be opened.`,
    )
  return parsed.data
}

function parseOrNothing(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

export const ringOf = (file: KeysFile): KeyRing =>
  keyRing(
    file.keys.map((key) => ({ id: key.id, bytes: Buffer.from(key.key, 'base64url') })),
    file.current,
  )

const newKey = (id: number): KeysFile['keys'][number] => ({
  id,
  key: randomBytes(KEY_BYTES).toString('base64url'),
})

export function writeKeysFile(path: string, file: KeysFile): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o711 })
  const next = `${path}.new`
  writeFileSync(next, `${JSON.stringify(file, null, 2)}\n`, { mode: 0o600, flush: true })
  renameSync(next, path)
  // The name too must survive a power cut.
  const folder = openSync(dirname(path), 'r')
  fsyncSync(folder)
  closeSync(folder)
}

export const freshKeys = (): KeysFile => ({ current: 1, keys: [newKey(1)] })

/** Adds a key. It seals at once, or (`prepare`) only opens, until every node has read it. */
export function withNewKey(file: KeysFile, when: 'now' | 'prepare'): KeysFile {
  const id = Math.max(...file.keys.map((key) => key.id)) + 1
  return { current: when === 'now' ? id : file.current, keys: [...file.keys, newKey(id)] }
}
