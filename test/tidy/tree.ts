// Reads the repository once for all rules.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { SourceFile } from './rule.ts'

export const ROOT = join(import.meta.dirname, '..', '..')

const NOT_OURS = new Set(['node_modules', '.git', 'dist', '.data', 'coverage'])
const TEXT =
  /\.(?:ts|tsx|js|mjs|json|css|html|sql|md|sh|txt|svg|yml|yaml|webmanifest)$|(?:^|\/)(?:run|holdfast|Dockerfile|LICENSE|NOTICE|\.[\w.-]+)$/

export function readTree(root: string = ROOT): readonly SourceFile[] {
  const files: SourceFile[] = []
  const walk = (folder: string): void => {
    const entries = readdirSync(join(root, folder), { withFileTypes: true })
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (NOT_OURS.has(entry.name)) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile())
        files.push({ path, text: TEXT.test(path) ? readFileSync(join(root, path), 'utf8') : '' })
    }
  }
  walk('')
  return files
}
