// A broken assertion is a bug of ours: it rolls the transaction back and answers 500 with an id.
// What a client can cause is a refusal (lib/refusals.ts), never an assertion.

export class AssertionError extends Error {
  override readonly name = 'AssertionError'
}

/** Throws unless the condition holds. The sentence never contains a secret: it is logged. */
export function assert(condition: unknown, sentence: string): asserts condition {
  if (!condition) throw new AssertionError(sentence)
}

/** The value itself, or a bug if it is missing. */
export function present<T>(value: T | null | undefined, sentence: string): T {
  assert(value !== null && value !== undefined, sentence)
  return value
}
