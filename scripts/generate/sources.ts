import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

export const ROOT = join(import.meta.dirname, '../..')
export type SourceFile = { readonly path: string; readonly text: string }

/** The product's own sources, without tests and what is generated. */
export function sources(): readonly SourceFile[] {
  return globSync('src/**/*.ts', { cwd: ROOT })
    .sort()
    .filter((path) => !path.endsWith('.test.ts') && path !== 'src/db/schema.ts')
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }))
}

export const tableNames = (): readonly string[] =>
  [...readFileSync(join(ROOT, 'src/db/schema.ts'), 'utf8').matchAll(/^ {2}(\w+): \w+Table$/gm)].map(
    (match) => match[1]!,
  )
