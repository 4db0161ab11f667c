// Pure: which PINs may be used. Six digits, and none of those that people choose first: who may try a few tries these
// (NIST SP 800-63B-4 §3.1.1.2 asks for a blocklist of memorised secrets). The same code runs in portal and server.

export const PIN_DIGITS = 6

/** Ways over the keys of a telephone, and words and dates that lists of leaked PINs begin with. */
const KNOWN = new Set(
  (
    '147258 258369 147369 741852 852963 159753 753159 159357 357159 258456 456258 147852 963852 369258 ' +
    '123654 321456 654123 456123 789456 987321 123789 123987 135790 246810 102030 102938 192837 ' +
    '112358 314159 271828 142857'
  ).split(' '),
)

/** A digit each time further by the same step, round the end of the ten: 111111, 123456, 890123, 864208. */
const isRun = (digits: readonly number[]): boolean => {
  const step = (digits[1]! - digits[0]! + 10) % 10
  return digits.every((digit, at) => at === 0 || (digits[at - 1]! + step) % 10 === digit)
}
/** 121212, 123123, 112233, 111222, 123321. */
const FIGURES: readonly RegExp[] = [
  /^(\d\d)\1\1$/,
  /^(\d{3})\1$/,
  /^(\d)\1(\d)\2(\d)\3$/,
  /^(\d)\1\1(\d)\2\2$/,
  /^(\d)(\d)(\d)\3\2\1$/,
]

export type PinProblem = 'common' | 'same-as-before'

/** @param pin six ASCII digits. */
export function pinProblem(pin: string): 'common' | undefined {
  const digits = [...pin].map(Number)
  const common =
    KNOWN.has(pin) || new Set(digits).size < 3 || isRun(digits) || FIGURES.some((figure) => figure.test(pin))
  return common ? 'common' : undefined
}
