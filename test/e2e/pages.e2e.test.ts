// Every page, in both schemes, at a desk and at 320 px: nothing that axe knows, nothing sideways, one heading, a title
// of its own, and no fault of any kind on the way there.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { assertAccessible, assertWellFormed, type Look, openPortal, type Portal, visiting } from './kit.ts'
import { DOOR_PLACES, INNER_PLACES, type Place } from './places.ts'

const LOOKS: readonly Look[] = [
  { width: 1280, height: 900, scheme: 'light' },
  { width: 1280, height: 900, scheme: 'dark' },
  { width: 320, height: 640, scheme: 'light' },
  { width: 320, height: 640, scheme: 'dark' },
]
/** 1280 px at 200 %. */
const ZOOMED: Look = { width: 640, height: 450, scheme: 'light' }

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

async function show(page: Page, look: Look): Promise<void> {
  await page.setViewportSize({ width: look.width, height: look.height })
  await page.emulateMedia({ colorScheme: look.scheme, reducedMotion: 'reduce' })
}

/** What comes with the next answer is waited for: blocks in place of figures are no page. */
async function isWhole(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle')
  await page.waitForFunction(() => document.querySelector('[aria-busy="true"]:not(button)') === null)
}

async function assertGood(page: Page, place: Place, looks: readonly Look[]): Promise<void> {
  await isWhole(page)
  for (const look of looks) {
    await show(page, look)
    const where = `${place.name} at ${look.width} ${look.scheme}`
    assert.equal(await assertWellFormed(page, where), place.title, where)
    await assertAccessible(page, where)
  }
}

for (const place of [...DOOR_PLACES, ...INNER_PLACES]) {
  test(`${place.name} is whole and readable in every scheme and width`, async () => {
    await visiting(portal, async (visit) => {
      await place.open(portal.world, visit)
      await assertGood(visit.page, place, [...LOOKS, ZOOMED])
    })
  })
}

test('every page has a title of its own', () => {
  const pages = [...DOOR_PLACES, ...INNER_PLACES].filter((place) => place.of === undefined)
  assert.equal(new Set(pages.map((place) => place.title)).size, pages.length)
})

for (const name of ['Sign in', 'Sessions and devices']) {
  test(`${name} can be read and used in forced colours`, async () => {
    const place = [...DOOR_PLACES, ...INNER_PLACES].find((one) => one.name === name)
    assert.ok(place)
    await visiting(portal, async (visit) => {
      const { page } = visit
      await place.open(portal.world, visit)
      await page.emulateMedia({ forcedColors: 'active' })
      await isWhole(page)
      assert.equal(await assertWellFormed(page, place.name), place.title)
      await assertAccessible(page, place.name)
      const flat = await page.evaluate(() =>
        [...document.querySelectorAll<HTMLElement>('button, .input, a.btn')]
          .filter((one) => one.checkVisibility())
          .filter(
            (one) =>
              getComputedStyle(one).borderStyle === 'none' && !one.matches('.link, .tool, .with-tool *'),
          )
          .map((one) => one.outerHTML.slice(0, 80)),
      )
      assert.deepEqual(flat, [], 'a control keeps its border when colours are the reader’s')
    })
  })
}
