// Strict JSON (RFC 8259) for what strangers send. JSON.parse keeps the last of two equal keys (RFC 8259 §4
// calls that unpredictable), so what is checked and what another reader sees could differ. Both are refused.

export type JsonProblem =
  | 'not-json'
  | 'too-deep'
  | 'duplicate-key'
  | 'forbidden-key'
  | 'lone-surrogate'
  | 'null-character'
export type JsonResult =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: JsonProblem }

const DEEPEST = 8
const FORBIDDEN = new Set(['__proto__', 'constructor', 'prototype'])

/** Parses text of bounded size; refuses nesting deeper than 8, equal keys and names that reach prototypes. */
export function parseJson(text: string): JsonResult {
  if (nestsDeeperThan(text, DEEPEST)) return { ok: false, problem: 'too-deep' }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return { ok: false, problem: 'not-json' }
  }
  if (!text.isWellFormed() || hasLoneSurrogate(value)) return { ok: false, problem: 'lone-surrogate' }
  if (/\\u0000/.test(text) && hasNull(value)) return { ok: false, problem: 'null-character' }
  const problem = keyProblem(text)
  return problem ? { ok: false, problem } : { ok: true, value }
}

function nestsDeeperThan(text: string, deepest: number): boolean {
  let depth = 0
  let inString = false
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (inString) {
      if (c === '\\') i++
      else if (c === '"') inString = false
    } else if (c === '"') inString = true
    else if (c === '{' || c === '[') {
      if (++depth > deepest) return true
    } else if (c === '}' || c === ']') depth--
  }
  return false
}

/** A string with half a character cannot be stored as UTF-8, and two such strings may collide. */
function hasLoneSurrogate(value: unknown): boolean {
  if (typeof value === 'string') return !value.isWellFormed()
  if (Array.isArray(value)) return value.some(hasLoneSurrogate)
  if (typeof value === 'object' && value !== null) {
    return Object.entries(value).some(([key, inner]) => !key.isWellFormed() || hasLoneSurrogate(inner))
  }
  return false
}

/** PostgreSQL has no text with U+0000 in it; elsewhere it ends a string early. */
function hasNull(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0')
  if (typeof value !== 'object' || value === null) return false
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || hasNull(inner))
}

/** Walks text that JSON.parse has accepted, so that only strings and brackets need telling apart. */
function keyProblem(text: string): JsonProblem | undefined {
  const open: (Set<string> | undefined)[] = []
  for (let i = 0; i < text.length; i++) {
    const c = text[i]
    if (c === '{') open.push(new Set())
    else if (c === '[') open.push(undefined)
    else if (c === '}' || c === ']') open.pop()
    else if (c === '"') {
      const end = endOfString(text, i)
      const keys = open.at(-1)
      if (keys && /^\s*:/.test(text.slice(end + 1))) {
        const key = String(JSON.parse(text.slice(i, end + 1)))
        if (FORBIDDEN.has(key)) return 'forbidden-key'
        if (keys.has(key)) return 'duplicate-key'
        keys.add(key)
      }
      i = end
    }
  }
  return undefined
}

function endOfString(text: string, start: number): number {
  let i = start + 1
  while (text[i] !== '"') i += text[i] === '\\' ? 2 : 1
  return i
}
