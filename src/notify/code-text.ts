// Pure: the words of a code by text message, the one form there is. One segment (160 characters of GSM-7, 3GPP TS 23.038)
// costs one text and arrives whole; it begins with the platform, never holds a link, and ends with the line that binds
// the code to the portal, so that a browser fills it in there and nowhere else (WICG, "Origin-bound one-time codes
// delivered via SMS").

export type CodeText = {
  readonly platform: string
  /** Scheme, host and port of the portal. */
  readonly origin: string
  readonly code: string
  /** What it is for, in our words, after "your code": `to sign in`, `to send 0.42 BTC to`. */
  readonly act: string
  /** What a client calls the thing: shortened until the text fits. */
  readonly name?: string
}

export const SEGMENT = 160
/** So much of a name is shown even where a long host makes two segments of it: whoever reads must know what they approve. */
const NAME_AT_LEAST = 12
const CUT = '..'

export function codeText({ platform, origin, code, act, name }: CodeText): string {
  const host = new URL(origin).hostname
  const called = sendable(platform)
  const words = (of: string): string =>
    // A platform whose name has letters that no segment of 160 can hold is called by its host.
    `${called.includes('?') ? host : called}: ${code} is your code ${sendable(act)}${of}. Good for ten minutes. Tell nobody.\n\n@${host} #${code}`
  if (name === undefined) return words('')
  const room = SEGMENT - words(' ""').length
  return words(` "${shortened(plainName(name), Math.max(room, NAME_AT_LEAST))}"`)
}

/** Accents go; a character that GSM-7 lacks, or counts twice, becomes a question mark: one alone would halve the segment. */
export const sendable = (text: string): string =>
  text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/[^A-Za-z0-9 .,:;!?'"()&+*/%=<>#@$_-]/gu, '?')
    .trim()

/** A name may look like a link, a quotation's end or our last line: it is left letters, digits and what stands between words. */
const plainName = (name: string): string =>
  sendable(name)
    .replace(/[^A-Za-z0-9 ?,'()&+-]+/g, ' ')
    .replace(/ +/g, ' ')
    .trim()

const shortened = (name: string, most: number): string =>
  name.length <= most ? name : `${name.slice(0, most - CUT.length).trimEnd()}${CUT}`
