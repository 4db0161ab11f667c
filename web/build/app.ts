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
} as const
const ICONS = [
  { file: 'icon-192.png', sizes: '192x192', purpose: 'any' },
  { file: 'icon-512.png', sizes: '512x512', purpose: 'any' },
  { file: 'icon-maskable-512.png', sizes: '512x512', purpose: 'maskable' },
] as const
/** The light theme, which stands first. The system draws with these before a page is there. */
function colourOf(tokens: string, name: string): string {
  const found = new RegExp(`--${name}: ([^;]+);`).exec(tokens)?.[1]
  if (found === undefined) throw new Error(`there is no colour ${name}`)
  return found
}
const DIGEST = '__PAGE_DIGEST__'

type Emitting = {
  emitFile(file: { type: 'asset'; name?: string; fileName?: string; source: string | Uint8Array }): string
  getFileName(reference: string): string
}
type Built =
  | { readonly type: 'asset'; readonly source: string | Uint8Array }
  | { readonly type: 'chunk'; code: string; readonly name: string }

export function installable(web: string) {
  return {
    name: 'installable',
    apply: 'build' as const,
    generateBundle: {
      // After the pages are made.
      order: 'post' as const,
      handler(this: Emitting, _options: unknown, bundle: Record<string, Built>) {
        const icons = ICONS.map(({ file, ...icon }) => {
          const source = readFileSync(join(web, 'brand', file))
          const src = `/${this.getFileName(this.emitFile({ type: 'asset', name: file, source }))}`
          return { src, type: 'image/png', ...icon }
        })
        const tokens = readFileSync(join(web, 'styles/tokens.css'), 'utf8')
        const [background_color, theme_color] = [colourOf(tokens, 'page'), colourOf(tokens, 'deep')]
        const manifest = JSON.stringify({ ...ABOUT, background_color, theme_color, icons })
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
