// Backup codes: ten numbered codes on paper, one use each. The last one that is left goes with the list and not before:
// it ends the list or makes a new one, and answers for nothing else.
// A code is eleven letters and digits that cannot be mistaken (55 bits) and a twelfth that finds slips of the pen.

import { hmac, type Random, sameBytes } from '../../lib/bytes.ts'
import { codeOf, type Method, WRONG } from '../method.ts'

/** Crockford's Base32: no I, L, O, U; who types them anyway is understood. */
const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const READ_AS: Readonly<Record<string, string>> = { I: '1', L: '1', O: '0' }
const RANDOM_LETTERS = 11
export const CODES = 10

/** Kept as MACs under a key of the ring that name the list: a stolen database has nothing to try 55 bits against. */
export type BackupList = {
  readonly list: string
  readonly codes: readonly { readonly mac: string; readonly spent: boolean }[]
}

/** The field of 32 elements (x⁵ + x² + 1): one wrong letter, or any two swapped, never give the same check letter. */
const times = (value: number): number => (value << 1) ^ (value & 16 ? 0b100101 : 0)
const checkLetter = (letters: string): string =>
  LETTERS[[...letters].reduce((sum, letter) => times(sum ^ LETTERS.indexOf(letter)), 0)]!

/** `7K3M-9QWX-2ADF`. */
export function newBackupCode(random: Random): string {
  const letters = [...random(RANDOM_LETTERS)].map((byte) => LETTERS[byte & 31]).join('')
  const whole = letters + checkLetter(letters)
  return `${whole.slice(0, 4)}-${whole.slice(4, 8)}-${whole.slice(8)}`
}

/** As it was drawn, however it was typed: case, spaces and hyphens are forgiven. Undefined: a slip of the pen. */
export function readBackupCode(typed: string): string | undefined {
  const letters = typed
    .toUpperCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll(/[ILO]/g, (one) => READ_AS[one]!)
  if (letters.length !== RANDOM_LETTERS + 1 || [...letters].some((one) => !LETTERS.includes(one)))
    return undefined
  const random = letters.slice(0, RANDOM_LETTERS)
  return letters === random + checkLetter(random) ? letters : undefined
}

const macOf = (key: Uint8Array, list: string, letters: string): string =>
  hmac(key, `backup ${list}\n${letters}`).toString('base64url')

export const codesLeft = ({ codes }: BackupList): number => codes.filter(({ spent }) => !spent).length

/** Which code of the list was typed (0 is the first), spent or not. */
export function findBackupCode(
  { list, codes }: BackupList,
  typed: string,
  keys: readonly Uint8Array[],
): number | undefined {
  const letters = readBackupCode(typed)
  if (letters === undefined) return undefined
  const tried = keys.map((key) => Buffer.from(macOf(key, list, letters)))
  const at = codes.findIndex(({ mac }) => tried.some((one) => sameBytes(one, Buffer.from(mac))))
  return at < 0 ? undefined : at
}

export const backupCode: Method<BackupList, null, BackupList> = {
  method: 'backup-code',
  name: 'Backup codes',
  properties: {
    grade: 'B',
    channel: 'none',
    replayable: true,
    purposes: ['sign-in', 'funding'],
    offered: false,
    serves: 'any-purpose',
    usedUp: true,
    most: 1,
    guessable: false,
  },
  enrol({ random, codeKeys, id }) {
    const shown = Array.from({ length: CODES }, () => newBackupCode(random))
    const codes = shown.map((code) => ({
      mac: macOf(codeKeys[0]!, id, readBackupCode(code)!),
      spent: false,
    }))
    return { pending: { list: id, codes }, shown: { kind: 'codes', codes: shown } }
  },
  // One code of it shows that the list is the one on the screen. It is not spent: the list has ten when it is made.
  confirm: (pending, answer, { codeKeys }) =>
    findBackupCode(pending, codeOf(answer), codeKeys) === undefined
      ? WRONG
      : { ok: true, secret: pending, traits: {} },
  offer: () => ({ offer: null }),
  verify(secret, _offer, answer, { codeKeys }) {
    const at = findBackupCode(secret, codeOf(answer), codeKeys)
    if (at === undefined) return WRONG
    const { mac, spent } = secret.codes[at]!
    if (spent) return { ok: false, code: 'answer-replayed' }
    const next = { ...secret, codes: secret.codes.with(at, { mac, spent: true }) }
    return { ok: true, secret: next, left: codesLeft(next) }
  },
}
