// The portal is built by the first start that finds it missing, or older than what it is made from.

import { existsSync, globSync, statSync } from 'node:fs'
import { join } from 'node:path'

export const PROJECT_FOLDER = join(import.meta.dirname, '../..')
export const PORTAL_FOLDER = join(PROJECT_FOLDER, 'dist/web')
/** What goes into the portal: its own files, the SDK, and the contracts that it reads. */
const SOURCES = [
  'web/**/*',
  'sdk/*.ts',
  'src/contracts.ts',
  'src/lib/*.ts',
  'src/features/*/contract.ts',
  'package-lock.json',
]

export async function ensurePortal(tell: (sentence: string) => void): Promise<void> {
  if (isFresh()) return
  tell('Building the portal; this takes a few seconds, once.')
  const { build } = await import('vite')
  await build({ configFile: join(PROJECT_FOLDER, 'web/vite.config.ts'), logLevel: 'warn' })
}

function isFresh(): boolean {
  const index = join(PORTAL_FOLDER, 'index.html')
  if (!existsSync(index)) return false
  const builtAt = statSync(index).mtimeMs
  // An image may ship the built portal without its sources: then there is nothing to be older than.
  return globSync(SOURCES, { cwd: PROJECT_FOLDER, exclude: ['**/*.test.ts'] }).every(
    (path) => statSync(join(PROJECT_FOLDER, path)).mtimeMs <= builtAt,
  )
}
