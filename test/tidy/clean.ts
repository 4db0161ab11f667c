// What the repository never holds: the machine it was written on, and the numbers of other people's flaws.
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, lineAt } from './rule.ts'

// Put together here, so that this file does not break its own rule.
const MACHINE = new RegExp(`(?<![\\w.-])/(?:${['work', 'tmp/studio', 'root'].join('|')})/`, 'g')
const FLAW = new RegExp(`${'CV'}E-\\d`, 'g')

function check(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const { path, text } of files) {
    for (const [pattern, says] of [
      [MACHINE, 'a path of one machine'],
      [FLAW, 'a flaw is named by the law it broke, not by its number'],
    ] as const) {
      for (const match of text.matchAll(pattern)) found.push({ path, line: lineAt(text, match.index), says })
    }
  }
  return found
}

export const nothingForeign: Rule = {
  name: 'no path of a machine and no number of a flaw is in the repository',
  check,
  refuses: [
    [file('docs/a.md', `see ${'/wo'}rk/shared/notes.md`)],
    [file('src/app.ts', `const a = '${'/tm'}p/studio/x'`)],
    [file('test/vectors/a.json', `"${'CV'}E-1999-0001"`)],
  ],
  accepts: [[file('docs/a.md', 'at homework/x, in network/ and /tmp/holdfast')]],
}
