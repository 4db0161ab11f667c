// A real browser on the real application with the built portal, and a real authenticator program. Every page that is
// opened is watched: what the content policy refuses, what goes to another host and what fails in a script is kept.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { ensureNeeds } from '../../scripts/needs.ts'
import { type World, type WorldOptions, world } from '../kit/world.ts'

export const PORTAL_FOLDER = join(import.meta.dirname, '../../dist/web')
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

export type Look = { readonly width: number; readonly height: number; readonly scheme: 'light' | 'dark' }
export const DESKTOP: Look = { width: 1280, height: 900, scheme: 'light' }
export const PHONE: Look = { width: 320, height: 640, scheme: 'dark' }

/** How the server sees this browser: what stands in X-Forwarded-For (with `trustedHops`), what it says it is. */
export type Seen = { readonly address?: string; readonly userAgent?: string }

export type Portal = {
  readonly world: World
  readonly browser: Browser
  /** A browser profile of its own: cookies and device key. */
  open(look?: Look, seen?: Seen): Promise<Visit>
  close(): Promise<void>
}
export type Visit = {
  readonly context: BrowserContext
  readonly page: Page /** What should not have happened on any page. */
  readonly faults: string[]
}

export async function openPortal(options: WorldOptions = {}): Promise<Portal> {
  await ensureNeeds(['chromium', 'oathtool', 'zbarimg'])
  const w = await world({ portalFolder: PORTAL_FOLDER, trustedHops: 0, ...options })
  const browser = await launch()
  return {
    world: w,
    browser,
    open: (look = DESKTOP, seen = {}) => visit(browser, w.origin, look, seen),
    async close() {
      await browser.close()
      await w.stop()
    },
  }
}

/** Pages are kept for the way back, as in any browser: the test driver would switch that off. */
export function launch(): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    headless: true,
    args: FLAGS,
    ignoreDefaultArgs: ['--disable-back-forward-cache'],
  })
}

/** One visit by one browser profile, which ends with `act`. Nothing may have gone wrong on any of its pages. */
export async function visiting(
  portal: Pick<Portal, 'open'>,
  act: (visit: Visit) => Promise<void>,
  look?: Look,
  seen?: Seen,
): Promise<void> {
  const visit = await portal.open(look, seen)
  try {
    await act(visit)
    assert.deepEqual(visit.faults, [])
  } catch (failure) {
    const faults = visit.faults.length > 0 ? `, after ${visit.faults.join('; ')}` : ''
    throw new Error(`on ${visit.page.url()}${faults}`, { cause: failure })
  } finally {
    await visit.context.close()
  }
}

export async function visit(
  browser: Browser,
  origin: string,
  look: Look = DESKTOP,
  seen: Seen = {},
): Promise<Visit> {
  const context = await browser.newContext({
    baseURL: origin,
    viewport: { width: look.width, height: look.height },
    colorScheme: look.scheme,
    reducedMotion: 'reduce',
    locale: 'en-GB',
    timezoneId: 'Europe/Lisbon',
    ...(seen.address !== undefined && { extraHTTPHeaders: { 'x-forwarded-for': seen.address } }),
    ...(seen.userAgent !== undefined && { userAgent: seen.userAgent }),
  })
  context.setDefaultTimeout(15_000)
  const page = await context.newPage()
  const faults: string[] = []
  page.on('pageerror', (error) => faults.push(`script: ${error.message}`))
  page.on('console', (message) => {
    // The browser itself reports each refusal of ours (401, 429) in the console; those are answers, not faults.
    const refusal = message.text().startsWith('Failed to load resource')
    if (message.type() === 'error' && !refusal) faults.push(`console: ${message.text()}`)
  })
  page.on('request', (request) => {
    const url = request.url()
    if (!url.startsWith(`${origin}/`) && !url.startsWith('data:')) faults.push(`another host: ${url}`)
  })
  return { context, page, faults }
}

type AxeResult = {
  readonly violations: readonly {
    readonly id: string
    readonly help: string
    readonly nodes: readonly { readonly html: string }[]
  }[]
}

/** Everything axe knows, on the page as it stands. */
export async function assertAccessible(page: Page, where: string): Promise<void> {
  const result = await inspect(page)
  const found = result.violations.map(
    (one) => `${one.id}: ${one.help}: ${one.nodes.map((node) => node.html.slice(0, 120)).join(' | ')}`,
  )
  assert.deepEqual(found, [], where)
}

async function inspect(page: Page): Promise<AxeResult> {
  // Through the debugger, which our content policy does not bind: the page itself still runs under it.
  const session = await page.context().newCDPSession(page)
  const there = await session.send('Runtime.evaluate', { expression: 'typeof axe' })
  if (there.result.value === 'undefined')
    await session.send('Runtime.evaluate', { expression: `${AXE}; undefined` })
  const { result } = await session.send('Runtime.evaluate', {
    expression: `axe.run(document, { resultTypes: ['violations'] }).then((found) => JSON.stringify({ violations: found.violations.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.map(({ html }) => ({ html })) })) }))`,
    awaitPromise: true,
  })
  await session.detach()
  return JSON.parse(String(result.value)) as AxeResult
}

/** Nothing scrolls sideways, one h1, a title of its own. @returns the title. */
export async function assertWellFormed(page: Page, where: string): Promise<string> {
  const facts = await page.evaluate(() => ({
    wide: document.documentElement.scrollWidth - document.documentElement.clientWidth,
    heads: [...document.querySelectorAll('h1')].filter((one) => one.checkVisibility()).length,
    title: document.title,
    lang: document.documentElement.lang,
    inlineStyles: document.querySelectorAll('[style]').length,
  }))
  assert.ok(facts.wide <= 0, `${where} scrolls sideways by ${facts.wide} px`)
  assert.equal(facts.heads, 1, `${where} has ${facts.heads} main headings`)
  assert.ok(
    facts.title.endsWith('Holdfast') && facts.lang.startsWith('en'),
    `${where} is titled ${facts.title}`,
  )
  assert.equal(facts.inlineStyles, 0, `${where} has styles inside its elements`)
  return facts.title
}

/** Nothing to mend, as it is looked at and on a dark phone. */
export async function assertGood(page: Page, where: string): Promise<void> {
  const { width, height } = page.viewportSize()!
  for (const look of [{ width, height }, PHONE]) {
    await page.setViewportSize(look)
    await assertWellFormed(page, `${where} at ${look.width}`)
    await assertAccessible(page, `${where} at ${look.width}`)
  }
  await page.setViewportSize({ width, height })
}

/** The code that a real authenticator program shows for a key at a time. */
export function oathtool(key: string, ms: number): string {
  const at = new Date(ms).toISOString().replace('T', ' ').replace(/\..*/, ' UTC')
  return execFileSync('oathtool', ['--totp', '--base32', '--now', at, key.replaceAll(' ', '')], {
    encoding: 'utf8',
  }).trim()
}

/** What a QR reader sees in a picture of the page. */
export async function readQr(page: Page): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-qr-'))
  try {
    await page.locator('.qr svg').waitFor()
    const file = join(folder, 'page.png')
    writeFileSync(file, await page.screenshot({ fullPage: true }))
    // It complains of a desktop bus that a server has not.
    const found = execFileSync('zbarimg', ['--quiet', '--raw', file], { stdio: ['ignore', 'pipe', 'ignore'] })
    return found.toString('utf8').trim()
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** Presses Tab until the element that has the focus is the one meant. Fails when it is never reached. */
export async function tabTo(page: Page, name: string | RegExp, role?: string): Promise<void> {
  for (let pressed = 0; pressed < 80; pressed++) {
    await page.keyboard.press('Tab')
    const target = page.locator(':focus')
    if ((await target.count()) === 0) continue
    const matches = role
      ? await target.and(page.getByRole(role as 'button', { name, exact: true })).count()
      : await target.and(page.getByLabel(name, { exact: true })).count()
    if (matches > 0) return
  }
  assert.fail(`${String(name)} is not reached by Tab on ${page.url()}`)
}
