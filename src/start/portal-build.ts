// The portal is built once, by the first start that finds it missing.

import { existsSync } from 'node:fs'
import { join } from 'node:path'

export const PROJECT_FOLDER = join(import.meta.dirname, '../..')
export const PORTAL_FOLDER = join(PROJECT_FOLDER, 'dist/web')

export async function ensurePortal(tell: (sentence: string) => void): Promise<void> {
  if (existsSync(join(PORTAL_FOLDER, 'index.html'))) return
  tell('Building the portal, once.')
  const { build } = await import('vite')
  await build({ configFile: join(PROJECT_FOLDER, 'web/vite.config.ts'), logLevel: 'warn' })
}
