import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { newBackupCode, readBackupCode } from './backup-code.ts'

const LETTERS = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'
const codes = fc.constant(null).map(() => newBackupCode(randomBytes))
const plain = (code: string): string => code.replaceAll('-', '')

test('a code is three groups of four, and is read however it is typed', () => {
  fc.assert(
    fc.property(codes, (code) => {
      assert.match(code, /^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}$/)
      for (const typed of [code.toLowerCase(), plain(code), ` ${code.replaceAll('-', ' ')} `])
        assert.equal(readBackupCode(typed), plain(code))
      assert.equal(readBackupCode(plain(code).replaceAll('1', 'l').replaceAll('0', 'o')), plain(code))
    }),
  )
})

test('one wrong letter, or two swapped, is a slip of the pen', () => {
  fc.assert(
    fc.property(codes, fc.nat(11), fc.nat(11), fc.constantFrom(...LETTERS), (code, one, other, letter) => {
      const letters = [...plain(code)]
      if (letters[one] !== letter) assert.equal(readBackupCode(letters.with(one, letter).join('')), undefined)
      if (letters[one] !== letters[other]) {
        const swapped = letters.with(one, letters[other]!).with(other, letters[one]!)
        assert.equal(readBackupCode(swapped.join('')), undefined)
      }
    }),
    { numRuns: 2000 },
  )
})

test('what is no code is none', () => {
  for (const typed of ['', '0000', '7K3M-9QWX-2AD', '7K3M-9QWX-2ADFF', 'ÉÉÉÉ-ÉÉÉÉ-ÉÉÉÉ', '٠٠٠٠-٠٠٠٠-٠٠٠٠'])
    assert.equal(readBackupCode(typed), undefined, typed)
})
