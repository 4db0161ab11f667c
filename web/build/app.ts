// What makes the portal an app that can be installed: its manifest with the marks, and the digest that renews the
// service worker when the page for no network is another one.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** W3C Application Manifest. No address in it names a client. */
const ABOUT = {
  id: '/',
  name: 'Holdfast',
  short_name: 'Holdfast',
  description: 'Your account: security, approvals, messages.',
  lang: 'en-GB',
  start_url: '/dashboard',
  scope: '/',
  display: 'standalone',
  background_color: '#f4f6f6',
  theme_color: '#07303f',
} as const
const ICONS = [
  { file: 'icon-192.png', sizes: '192x192', purpose: 'any' },
  { file: 'icon-512.png', sizes: '512x512', purpose: 'any' },
  { file: 'icon-maskable-512.png', sizes: '512x512', purpose: 'maskable' },
] as const
const DIGEST = '__PAGE_DIGEST__'

type Emitting = {
  emitFile(file: { type: 'asset'; name?: string; fileName?: string; source: string | Uint8Array }): string
  getFileName(reference: string): string
}
type Built =
  | { readonly type: 'asset'; readonly source: string | Uint8Array }
  | { readonly type: 'chunk'; code: string; readonly name: string }

export function installable(brand: string) {
  return {
    name: 'installable',
    apply: 'build' as const,
    generateBundle: {
      // After the pages are made.
      order: 'post' as const,
      handler(this: Emitting, _options: unknown, bundle: Record<string, Built>) {
        const icons = ICONS.map(({ file, ...icon }) => {
          const source = readFileSync(join(brand, file))
          const src = `/${this.getFileName(this.emitFile({ type: 'asset', name: file, source }))}`
          return { src, type: 'image/png', ...icon }
        })
        const manifest = JSON.stringify({ ...ABOUT, icons })
        this.emitFile({ type: 'asset', fileName: 'manifest.webmanifest', source: manifest })
        const page = bundle['offline.html']
        const worker = bundle['worker.js']
        if (page?.type !== 'asset' || worker?.type !== 'chunk' || !worker.code.includes(DIGEST))
          throw new Error('the build has no page for no network, or no worker')
        const digest = createHash('sha256').update(page.source).digest('hex').slice(0, 16)
        worker.code = worker.code.replaceAll(DIGEST, digest)
      },
    },
  }
}
