// Pure: which passwords may be used (NIST SP 800-63B-4 §3.1.1.2). Length, blocklist, nothing else: no rules of
// composition. The same code runs in the portal (length) and in the server (all of it).

export const SHORTEST_PASSWORD = 8
export const LONGEST_PASSWORD = 256

export type PasswordProblem = 'too-short' | 'too-long' | 'common' | 'like-the-account'

/** Length in code points after NFC: what a person counts as characters. */
export function lengthProblem(password: string): 'too-short' | 'too-long' | undefined {
  const length = [...password.normalize('NFC')].length
  if (length < SHORTEST_PASSWORD) return 'too-short'
  return length > LONGEST_PASSWORD ? 'too-long' : undefined
}

/** What is wrong with a password for an account with these names; undefined if it may be used. */
export function passwordProblem(
  password: string,
  isCommon: (lowerCase: string) => boolean,
  names: readonly string[],
): PasswordProblem | undefined {
  const length = lengthProblem(password)
  if (length) return length
  const lower = password.normalize('NFKC').toLowerCase()
  if (isCommon(lower) || isCommon(lower.replace(/[^\p{L}]+$/u, '')) || new Set(lower).size < 3)
    return 'common'
  const reduced = lower.replace(/[^\p{L}\p{N}]/gu, '')
  const contained = names
    .map((name) => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, ''))
    .filter((name) => name.length > 3)
  return contained.some((name) => reduced.replaceAll(name, '').length < 4 && reduced.includes(name))
    ? 'like-the-account'
    : undefined
}
