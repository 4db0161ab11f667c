// What a tidy rule is: a name, a pure check over the files, and examples that it must refuse and must let pass.

/** `text` is empty for files that are not text; `path` is relative to the root, with forward slashes. */
export type SourceFile = { readonly path: string; readonly text: string }

export type Violation = { readonly path: string; readonly line: number; readonly says: string }

export type Rule = {
  readonly name: string
  check(files: readonly SourceFile[]): readonly Violation[]
  /** Each of these trees breaks the rule. */
  readonly refuses: readonly (readonly SourceFile[])[]
  /** Each of these trees keeps it: a rule that refuses everything would pass its other examples. */
  readonly accepts: readonly (readonly SourceFile[])[]
}

export function file(path: string, ...lines: readonly string[]): SourceFile {
  return { path, text: `${lines.join('\n')}\n` }
}

export function lineAt(text: string, index: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < index; at = text.indexOf('\n', at + 1)) line += 1
  return line
}

/** Tests, and what only tests use: a folder `testing` beside them. */
export function isTest(path: string): boolean {
  return /\.test\.tsx?$|\/testing\//.test(path)
}

export function isScript(path: string): boolean {
  return path.endsWith('.ts') || path.endsWith('.tsx')
}

/** The code that runs for a client: everything below src but its tests. */
export function isProduct(path: string): boolean {
  return path.startsWith('src/') && isScript(path) && !isTest(path)
}

/** The examples of these rules break them on purpose. */
export function isExample(path: string): boolean {
  return path.startsWith('test/tidy/')
}
