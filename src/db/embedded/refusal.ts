/**
 * A start that cannot go on answers with a value and not with an exception: the operator reads one
 * sentence that says what is wrong and which command mends it.
 */

export type EmbeddedRefusal = {
  readonly kind: 'refused'
  readonly code:
    | 'no-binaries'
    | 'other-major-version'
    | 'already-running'
    | 'unreachable-folder'
    | 'start-failed'
  readonly sentence: string
}

export function refuse(code: EmbeddedRefusal['code'], sentence: string): EmbeddedRefusal {
  return { kind: 'refused', code, sentence }
}

export function isRefusal(value: object): value is EmbeddedRefusal {
  return 'kind' in value && value.kind === 'refused'
}

/** Quotes a path so that a command in a sentence can be pasted into a shell as it stands. */
export function quoted(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`
}

/** The words of an error of the operating system, without its stack. */
export function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
