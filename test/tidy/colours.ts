// Colours: each pair that text or a sign may lie on keeps its contrast, and no colour is written twice.
import { scan } from './code.ts'
import { stringsOf } from './purity.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isScript, isTest, lineAt } from './rule.ts'

export const TOKENS = 'web/styles/tokens.css'

const BODY = 7
const CAPTION = 4.5
const SIGN = 3

/** Colour, the grounds it may lie on, and the least contrast: WCAG 2.2 1.4.6 for what is read, 1.4.3 for captions and buttons, 1.4.11 for signs. */
export const PAIRS: readonly (readonly [colour: string, grounds: readonly string[], least: number])[] = [
  ['ink', ['surface', 'page', 'sunken'], BODY],
  ['ink-2', ['surface', 'page', 'sunken', 'safe-soft', 'waiting-soft', 'danger-soft'], BODY],
  ['ink-3', ['surface', 'page', 'sunken'], CAPTION],
  ['accent-text', ['surface', 'page', 'accent-soft'], BODY],
  ['on-accent', ['accent', 'accent-hover'], BODY],
  ['on-danger', ['danger'], CAPTION],
  ['on-deep', ['deep'], BODY],
  ['on-deep-2', ['deep', 'deep-2'], BODY],
  ['safe-text', ['safe-soft'], BODY],
  ['waiting-text', ['waiting-soft'], BODY],
  ['danger-text', ['danger-soft', 'surface', 'page'], BODY],
  ['line-strong', ['surface', 'sunken'], SIGN],
  ['safe', ['page'], SIGN],
  ['waiting', ['page', 'sunken'], SIGN],
  ['danger', ['page'], SIGN],
]

type Theme = { readonly name: string; readonly line: number; readonly tokens: ReadonlyMap<string, string> }

/** Every block that sets `--page` is a theme: light, dark by the system, dark by choice. Paper begins from light. */
function themesOf(text: string): Theme[] {
  const themes: Theme[] = []
  for (const block of text.matchAll(/([^{};]*\{)?([^{};]*)\{([^{}]*--page:[^{}]*)\}/g)) {
    const body = block[3] ?? ''
    const own = [...body.matchAll(/--([\w-]+):\s*([^;]+);/g)].map(
      (each) => [each[1] ?? '', (each[2] ?? '').trim()] as const,
    )
    const paper = /@media\s+print/.test(block[1] ?? '')
    const base = paper ? (themes.find(({ name }) => name === 'light')?.tokens ?? []) : []
    const name = paper ? 'paper' : /color-scheme:\s*dark/.test(body) ? 'dark' : 'light'
    const line = lineAt(text, block.index + block[0].indexOf(body))
    themes.push({ name, line, tokens: new Map([...base, ...own]) })
  }
  return themes
}

function luminance(hex: string): number {
  const long = hex.length === 4 ? hex.replace(/[^#]/g, '$&$&') : hex
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = Number.parseInt(long.slice(at, at + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

export function contrast(one: string, other: string): number {
  const [dark = 0, light = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b)
  return (light + 0.05) / (dark + 0.05)
}

function checkContrast(files: readonly SourceFile[]): Violation[] {
  const tokens = files.find(({ path }) => path === TOKENS)
  if (tokens === undefined) return []
  const themes = themesOf(tokens.text.replace(/\/\*[\s\S]*?\*\//g, (part) => part.replace(/[^\n]/g, ' ')))
  const found: Violation[] = []
  for (const theme of themes) {
    for (const [colour, grounds, least] of PAIRS) {
      for (const ground of grounds) {
        const says = pairProblem(theme, colour, ground, least)
        if (says !== undefined) found.push({ path: TOKENS, line: theme.line, says })
      }
    }
  }
  return [...found, ...themeProblems(themes).map((says) => ({ path: TOKENS, line: 1, says }))]
}

function pairProblem(
  { name, tokens }: Theme,
  colour: string,
  ground: string,
  least: number,
): string | undefined {
  const [above, below] = [tokens.get(colour), tokens.get(ground)]
  if (above === undefined || below === undefined)
    return `${name} has no --${above === undefined ? colour : ground}`
  if (!/^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(above) || !/^#(?:[\da-f]{3}|[\da-f]{6})$/i.test(below)) {
    return `${name}: --${colour} and --${ground} are written as #rrggbb, so that their contrast is known`
  }
  const ratio = contrast(above, below)
  return ratio >= least
    ? undefined
    : `${name}: ${colour} on ${ground} has ${ratio.toFixed(2)}, and needs ${least}`
}

/** Dark is written twice, for the system's wish and for the client's: the two may not drift apart. */
function themeProblems(themes: readonly Theme[]): string[] {
  const darks = themes
    .filter(({ name }) => name === 'dark')
    .map(({ tokens }) => JSON.stringify([...tokens].sort(([a], [b]) => (a < b ? -1 : 1))))
  const problems: string[] = []
  if (!themes.some(({ name }) => name === 'light') || darks.length === 0)
    problems.push('light or dark is missing')
  if (new Set(darks).size > 1) problems.push('the two dark blocks differ')
  return problems
}

const WHITE = '#ffffff'
const BLACK = '#000000'

function theme(
  selector: string,
  scheme: 'light' | 'dark',
  change: Readonly<Record<string, string>> = {},
): string {
  const names = new Set(PAIRS.flatMap(([colour, grounds]) => [colour, ...grounds]))
  const over = new Set(PAIRS.map(([colour]) => colour))
  // Black signs on white grounds; what is both sign and ground (danger) is dark enough against both neighbours.
  const value = (name: string): string => change[name] ?? DEFAULTS[name] ?? (over.has(name) ? BLACK : WHITE)
  return `${selector} { color-scheme: ${scheme}; ${[...names].map((name) => `--${name}: ${value(name)};`).join(' ')} }`
}

const DEFAULTS: Readonly<Record<string, string>> = { 'on-danger': WHITE, danger: '#a00000' }
const light = theme(':root', 'light')
const dark = theme(':root', 'dark')

export const contrastKept: Rule = {
  name: 'each pair of colours keeps its contrast, light and dark',
  check: checkContrast,
  refuses: [
    [file(TOKENS, theme(':root', 'light', { 'ink-2': '#767676' }), dark)],
    [file(TOKENS, light, theme(':root', 'dark', { waiting: '#dddddd' }))],
    [file(TOKENS, light, theme(':root', 'dark', { 'accent-soft': 'pink' }))],
    [file(TOKENS, light)],
    [file(TOKENS, light, dark, '@media print { :root { --page: #000000; } }')],
    [file(TOKENS, light, dark, theme('@media x { :root', 'dark', { ink: '#111111' }))],
  ],
  accepts: [[file(TOKENS, light, dark, dark, '@media print { :root { --page: #ffffff; } }')]],
}

const NAMED =
  'white|black|red|green|blue|gr[ae]y|silver|orange|yellow|purple|pink|brown|navy|teal|gold|crimson|tomato|maroon|olive|lime|aqua|cyan|magenta'
const IN_CSS = new RegExp(
  `:[^;{}]*?(#[\\da-f]{3,8}\\b|\\b(?:rgba?|hsla?|hwb|lab|lch|oklab|oklch|color)\\(|(?<![\\w-])(?:${NAMED})(?![\\w-]))`,
  'gi',
)
const IN_SCRIPT = /#(?:[\da-f]{3}|[\da-f]{4}|[\da-f]{6}|[\da-f]{8})(?![\w-])|\b(?:rgba?|hsla?|oklch)\(\s*\d/gi
const FONT = /\bfont-family:(?!\s*(?:var\(|inherit))[^;}]+/gi

function checkLiterals(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const each of files) {
    if (!each.path.startsWith('web/') || each.path === TOKENS || isTest(each.path)) continue
    const text = each.path.endsWith('.css') ? cssOf(each.text) : isScript(each.path) ? scriptOf(each) : ''
    const patterns = each.path.endsWith('.css') ? [IN_CSS, FONT] : [IN_SCRIPT]
    for (const pattern of patterns) {
      for (const match of text.matchAll(pattern)) {
        const end = match.index + match[0].length
        found.push({
          path: each.path,
          line: lineAt(text, end),
          says: `${match[1] ?? match[0]} belongs into tokens.css`,
        })
      }
    }
  }
  return found
}

/** Selectors are dropped: `#add` names an element there. Media queries keep their declarations. */
function cssOf(text: string): string {
  const hide = (part: string): string => part.replace(/[^\n]/g, ' ')
  return text
    .replace(/\/\*[\s\S]*?\*\//g, hide)
    .replace(/url\([^)]*\)/g, hide)
    .replace(/[^{};]*\{/g, (part) => `${hide(part.slice(0, -1))}{`)
}

function scriptOf(each: SourceFile): string {
  // A fragment of an address (`href="#add"`) is no colour.
  const links = [...scan(each).code.matchAll(/\b(?:href|to|hash)\s*[=:]\s*["'`]#[^"'`]*["'`]/g)]
  let strings = stringsOf(each)
  for (const link of links) {
    strings =
      strings.slice(0, link.index) + ' '.repeat(link[0].length) + strings.slice(link.index + link[0].length)
  }
  return strings
}

export const noStrayColour: Rule = {
  name: 'no colour or font is written outside tokens.css',
  check: checkLiterals,
  refuses: [
    [file('web/styles/page.css', 'a { color: #0b4a66; }')],
    [file('web/styles/page.css', '@media print {', '  a { background: white }', '}')],
    [file('web/styles/page.css', 'a { border: 1px solid rgb(0 0 0 / 5%) }')],
    [file('web/styles/page.css', 'a { font-family: Georgia, serif }')],
    [file('web/ui/mark.tsx', 'export const Mark = () => <path fill="#0b4a66" />')],
    [file('web/ui/mark.tsx', "const colour = 'rgb(1, 2, 3)'")],
  ],
  accepts: [
    [
      file(TOKENS, ':root { --ink: #0d2229; }'),
      file(
        'web/styles/page.css',
        '#add:hover { color: var(--ink); white-space: nowrap; mask: url(#fade) }',
        '/* #fff */',
      ),
      file(
        'web/ui/mark.tsx',
        '<a href="#add">Add</a>',
        '<p>Case #4711abc</p>',
        '<path fill="currentColor" />',
      ),
      file('web/index.html', '<meta name="theme-color" content="#f1f4f4">'),
    ],
  ],
}
