// The forms of what clients type, shared by server, SDK and portal. Every string has a length.

import { z } from 'zod'

/** Lower case, and the compatibility forms of Unicode made one (NFKC), so that look-alike spellings are one name. */
const fold = (typed: string): string => typed.normalize('NFKC').toLowerCase()

const EMAIL = /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/

/** An address of mail (HTML's form of it, ASCII only): spaces round it forgiven, lower case, at most 254 (RFC 5321). */
export const emailField = z
  .string()
  .max(300)
  .transform((typed) => typed.trim().toLowerCase())
  .pipe(z.string().max(254).regex(EMAIL, 'not-an-email'))

/** 3 to 32 letters, digits, dots, hyphens and underscores, beginning with a letter or digit; case does not matter. */
export const usernameField = z
  .string()
  .max(100)
  .transform((typed) => fold(typed.trim()))
  .pipe(z.string().regex(/^[a-z0-9][a-z0-9._-]{2,31}$/, 'not-a-username'))

/** A username or an email at sign-in: anything of that length is looked up, so that no form tells what exists. */
export const identifierField = z
  .string()
  .min(1)
  .max(300)
  .transform((typed) => fold(typed.trim()))

/** Any characters; length is judged in code points (lib/password-rules.ts), here only bounded. */
export const passwordField = z.string().min(1).max(1024)

/** Six ASCII digits; spaces are forgiven, other digits are not: they would be several spellings of one code. */
export const sixDigitsField = z
  .string()
  .max(20)
  .transform((typed) => typed.replace(/ /g, ''))
  .pipe(z.string().regex(/^[0-9]{6}$/, 'not-six-digits'))

/** Controls and marks of direction would let a name pretend to be other words (Unicode TR 36 §2). */
const UNSHOWN = /[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/u
/** What a client calls a thing of theirs: 1 to 40 characters on one line. It is text wherever it appears. */
export const nameField = z
  .string()
  .max(200)
  .transform((typed) => typed.normalize('NFC').trim().replaceAll(/\s+/g, ' '))
  .pipe(
    z
      .string()
      .min(1)
      .max(40)
      .refine((name) => !UNSHOWN.test(name), 'not-a-name'),
  )

/** Text of the platform's that a client reads before proving: refused rather than mended, since its bytes are signed. */
export const shownField = (most: number) =>
  z
    .string()
    .min(1)
    .max(most)
    .refine(
      (text) =>
        text.isWellFormed() && text === text.normalize('NFC') && text === text.trim() && !UNSHOWN.test(text),
      'not-plain-text',
    )

export const idField = z.uuid()
export const momentField = z.iso.datetime()
/** A point on P-256, uncompressed, 65 bytes, base64url. */
export const pointField = z.string().regex(/^[A-Za-z0-9_-]{87}$/)
/** Where a list goes on: opaque to the client. */
export const cursorField = z.string().regex(/^[0-9]{1,15}$/)
export const PAGE_SIZE = 50
