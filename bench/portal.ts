// The script that the sign-in page loads, as a browser asks for it: gzip bytes of every script of the page.
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { chromium } from 'playwright-core'
import { whereIs } from '../scripts/needs.ts'
import { PORTAL_FOLDER } from '../src/start/portal-build.ts'
import type { Measured } from './measure.ts'

const BOUND_KB = 170
const PAGE = '/sign-in'

type Script = { readonly name: string; readonly gzip: number; readonly bytes: number }

const sized = (name: string, body: Buffer): Script => ({
  name,
  gzip: gzipSync(body).length,
  bytes: body.length,
})

export async function measurePortal(origin: string): Promise<Measured> {
  const browser = browserPath()
  const scripts = browser === undefined ? allScripts() : await loadedScripts(browser, origin)
  if (scripts.length === 0) throw new Error('the sign-in page loads no script')
  const sum = (of: 'gzip' | 'bytes'): number => scripts.reduce((total, one) => total + one[of], 0) / 1000
  const how =
    browser === undefined ? 'every script there is: no Chromium here' : `${scripts.length} files loaded`
  const beside = `${how}, ${sum('bytes').toFixed(0)} kB plain`
  return {
    lines: [
      { name: 'script of the sign-in page, gzip', value: sum('gzip'), unit: 'kB', atMost: BOUND_KB, beside },
    ],
    raw: { scripts },
  }
}

function browserPath(): string | undefined {
  try {
    return whereIs('chromium')
  } catch {
    return undefined
  }
}

async function loadedScripts(executablePath: string, origin: string): Promise<Script[]> {
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] })
  try {
    const page = await browser.newPage()
    const loading: Promise<Script>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      const name = new URL(response.url()).pathname
      loading.push(response.body().then((body) => sized(name, body)))
    })
    await page.goto(`${origin}${PAGE}`, { waitUntil: 'networkidle' })
    // An empty page would be a small one: the form must be there.
    await page.locator('input').first().waitFor()
    await page.waitForLoadState('networkidle')
    return await Promise.all(loading)
  } finally {
    await browser.close()
  }
}

/** More than any page loads, and so a bound for each. */
function allScripts(): Script[] {
  return globSync('**/*.js', { cwd: PORTAL_FOLDER }).map((name) =>
    sized(name, readFileSync(join(PORTAL_FOLDER, name))),
  )
}
