// Reads TypeScript as text: blanks comments (and strings), so that a rule about code is not moved by prose.
// It is a scan and not a parser: good enough for rules whose false alarms a person can see at once.
import type { SourceFile } from './rule.ts'
import { lineAt } from './rule.ts'

export type Scanned = {
  /** Comments blanked, strings kept. Same length and lines as the text. */
  readonly code: string
  /** Comments and the insides of strings blanked. */
  readonly bare: string
}

export type Import = {
  readonly specifier: string
  readonly names: string
  readonly typeOnly: boolean
  readonly exported: boolean
  readonly line: number
}

const scans = new WeakMap<SourceFile, Scanned>()

export function scan(file: SourceFile): Scanned {
  const known = scans.get(file)
  if (known !== undefined) return known
  const scanned = scanText(file.text)
  scans.set(file, scanned)
  return scanned
}

const IMPORT =
  /\b(import|export)(\s+type)?\s*((?:[\w$*\s,]|\{[^}]*\})*?)\s*\bfrom\s*['"]|\bimport\s*\(?\s*['"]|\bnew URL\(\s*['"](?=\.)/g

export function importsOf(file: SourceFile): readonly Import[] {
  const { code, bare } = scan(file)
  const found: Import[] = []
  for (const match of code.matchAll(IMPORT)) {
    const start = match.index
    // Blanked in `bare`: the words stand inside a string.
    if (bare[start] !== code[start]) continue
    const from = start + match[0].length
    const to = code.slice(from).search(/['"]/)
    if (to === -1) continue
    found.push({
      specifier: code.slice(from, from + to),
      names: match[3] ?? '',
      typeOnly: match[2] !== undefined,
      exported: match[1] === 'export',
      line: lineAt(code, start),
    })
  }
  return found
}

/** The path that a relative specifier names, from the root; undefined for packages and node modules. */
export function resolve(from: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return undefined
  const parts = from.split('/').slice(0, -1)
  for (const part of specifier.replace(/[?#].*$/, '').split('/')) {
    if (part === '..') parts.pop()
    else if (part !== '.') parts.push(part)
  }
  return parts.join('/')
}

/** The package of a bare specifier: `@scope/name/deep` is `@scope/name`. */
export function packageOf(specifier: string): string | undefined {
  if (/^(?:\.|\/|node:|https?:|data:)/.test(specifier)) return undefined
  const [scope = '', name = ''] = specifier.split('/')
  return scope.startsWith('@') ? `${scope}/${name}` : scope
}

type Part = { readonly kind: 'code' | 'comment' | 'string'; readonly text: string }

function scanText(text: string): Scanned {
  let code = ''
  let bare = ''
  for (const part of parts(text)) {
    const hidden = part.text.replace(/[^\n]/g, ' ')
    code += part.kind === 'comment' ? hidden : part.text
    bare += part.kind === 'code' ? part.text : hidden
  }
  return { code, bare }
}

// A slash begins a regular expression where a value may begin, and divides elsewhere.
const REGEX = /^\/(?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\[\n])+\/[dgimsuvy]*/
const BEFORE_VALUE = /(?:^|[=(,:;!&|?{[+]|=>|\breturn|\bcase)\s*$/
const QUOTED = /^(?:'(?:\\[\s\S]|[^'\\\n])*'|"(?:\\[\s\S]|[^"\\\n])*")/
const COMMENT = /^(?:\/\*[\s\S]*?(?:\*\/|$)|\/\/[^\n]*)/
// The text of a template up to its end or to a hole.
const TEMPLATE = /^(?:\\[\s\S]|\$(?!\{)|[^`\\$])*/

function* parts(text: string): Generator<Part> {
  // One entry for each open template; the number counts the braces open inside its hole.
  const holes: number[] = []
  let inTemplate = false
  let at = 0
  let last = ''
  while (at < text.length) {
    const rest = text.slice(at, at + 20_000)
    const part: Part = inTemplate
      ? { kind: 'string', text: TEMPLATE.exec(rest)?.[0] ?? '' }
      : nextPart(rest, last)
    at += part.text.length
    if (part.kind === 'code') last = (last + part.text).slice(-40)
    if (part.kind === 'string') last = "'"
    if (part.text !== '') yield part
    if (inTemplate) {
      const mark = text.startsWith('${', at) ? '${' : text.slice(at, at + 1)
      if (mark === '${') holes.push(0)
      if (mark !== '') yield { kind: 'code', text: mark }
      at += mark.length
      inTemplate = false
      last = mark === '${' ? '(' : "'"
      continue
    }
    if (part.text === '`') inTemplate = true
    if (part.text === '{' && holes.length > 0) holes.push((holes.pop() ?? 0) + 1)
    if (part.text === '}' && holes.length > 0) {
      const depth = holes.pop() ?? 0
      if (depth > 0) holes.push(depth - 1)
      else inTemplate = true
    }
  }
}

function nextPart(rest: string, before: string): Part {
  const comment = COMMENT.exec(rest)
  if (comment) return { kind: 'comment', text: comment[0] }
  const quoted = QUOTED.exec(rest)
  if (quoted) return { kind: 'string', text: quoted[0] }
  const regex = BEFORE_VALUE.test(before) ? REGEX.exec(rest) : null
  if (regex) return { kind: 'string', text: regex[0] }
  const plain = /^[^'"`/{}]+/.exec(rest)
  return { kind: 'code', text: plain ? plain[0] : rest.slice(0, 1) }
}
