// The portal as an app: it can be installed, says so when there is no network, keeps nothing of anybody, and locks in
// place of signing out where its client wants that.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { lockedTexts } from '../../web/portal/quick-unlock/texts.ts'
import { settingsTexts } from '../../web/portal/settings/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { PASSWORD, signUp } from '../kit/person.ts'
import { beginToFactor, button, carry, heading, isAt, link, sees } from './hands.ts'
import {
  assertAccessible,
  assertWellFormed,
  DESKTOP,
  openPortal,
  PHONE,
  type Portal,
  visiting,
} from './kit.ts'
import { plugIn } from './virtual-key.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

async function withWorker(page: Page): Promise<void> {
  await page.goto('/sign-in')
  await button(page, signInTexts.continue).waitFor()
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null)
}

/** Every address that the browser keeps for offline use, and the text of what is kept there. */
const keptBy = (page: Page) =>
  page.evaluate(async () => {
    const found: { readonly path: string; readonly text: string }[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) {
        const text = await (await cache.match(request))?.text()
        found.push({ path: new URL(request.url).pathname, text: text ?? '' })
      }
    }
    return found
  })

const GONE_MS = 10_000

test('the manifest names marks that are there, and Chromium finds nothing that keeps it from being installed', async () => {
  await visiting(portal, async ({ page, context }) => {
    await withWorker(page)
    const session = await context.newCDPSession(page)
    const { errors, data } = await session.send('Page.getAppManifest')
    assert.deepEqual(errors, [])
    const manifest = JSON.parse(data ?? '') as { icons: { src: string; type: string }[]; start_url: string }
    for (const { src, type } of manifest.icons) {
      const got = await page.request.get(src)
      assert.equal(`${got.status()} ${got.headers()['content-type']}`, `200 ${type}`)
    }
    const { installabilityErrors } = await session.send('Page.getInstallabilityErrors')
    // A window of the test driver is a private one: nothing is installed in those.
    const found = installabilityErrors.map(({ errorId }) => errorId).filter((id) => id !== 'in-incognito')
    assert.deepEqual(found, [])
  })
})

test('without a network the app says so, under the address that was asked for, and goes on when it is back', async () => {
  for (const look of [DESKTOP, PHONE]) {
    const visit = await portal.open(look)
    const { page, context } = visit
    await withWorker(page)
    await context.setOffline(true)
    await page.goto('/security/sessions').catch(() => undefined)
    await heading(page, 'You are offline').waitFor()
    assert.equal(new URL(page.url()).pathname, '/security/sessions')
    await assertAccessible(page, 'offline')
    await assertWellFormed(page, 'offline')
    await context.setOffline(false)
    await link(page, 'Try again').click()
    await isAt(page, '/sign-in')
    await context.close()
  }
})

test('what is kept for offline use is one page with its style, fonts and mark: no script, no answer, nobody', async () => {
  const person = await signUp(portal.world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await withWorker(page)
    await carry(visit, person.browser)
    for (const path of ['/dashboard', '/settings', '/security/activity', '/security/messages']) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
    }
    const kept = await keptBy(page)
    assert.ok(kept.some(({ path }) => path === '/offline.html'))
    for (const { path, text } of kept) {
      assert.match(path, /^(?:\/offline\.html|\/assets\/[\w.-]+\.(?:css|woff2|svg))$/)
      for (const personal of [person.username, person.email]) assert.ok(!text.includes(personal), path)
    }
  })
})

test('a worker of an older build goes with what it kept', async () => {
  await visiting(portal, async ({ page }) => {
    // Before there is a worker at all: this page registers none.
    await page.goto('/plain.css')
    await page.evaluate(async () => {
      await (await caches.open('holdfast-offline-of-before')).put('/offline.html', new Response('old'))
    })
    await withWorker(page)
    // It goes when the new worker takes over, which is after the page has it.
    for (const until = performance.now() + GONE_MS; ; await page.waitForTimeout(30)) {
      if (!(await keptBy(page)).some(({ text }) => text === 'old')) return
      assert.ok(performance.now() < until, 'what the older one kept is still there')
    }
  })
})

test('no script can be loaded from a string but the worker, and no second rule can be made', async () => {
  const visit = await portal.open()
  const { page, context } = visit
  await withWorker(page)
  const refused = await page.evaluate(() => {
    const tried: string[] = []
    const tell = (name: string, act: () => unknown): void => {
      try {
        act()
        tried.push(`${name} went through`)
      } catch (error) {
        tried.push(`${name} ${(error as Error).name}`)
      }
    }
    type Rules = { createPolicy(name: string, rule: object): unknown }
    const rules = Reflect.get(window, 'trustedTypes') as Rules
    tell('the same name', () =>
      rules.createPolicy('holdfast-worker', { createScriptURL: (to: string) => to }),
    )
    tell('another name', () => rules.createPolicy('other', { createScriptURL: (to: string) => to }))
    tell('a string', () => {
      document.createElement('script').src = '/worker.js'
    })
    return tried
  })
  assert.deepEqual(refused, ['the same name TypeError', 'another name TypeError', 'a string TypeError'])
  await context.close()
})

const MINUTE = 60_000

test('a session that was idle is locked, shows nothing of the account, and opens by the passkey of the device', async () => {
  const { world } = portal
  for (const look of [DESKTOP, PHONE]) {
    const client = {
      username: `locks.${look.width}`,
      email: `locks.${look.width}@example.test`,
      password: PASSWORD,
    }
    await visiting(
      portal,
      async ({ page }) => {
        await plugIn(page, { kind: 'passkey' })
        await beginToFactor(world, page, client)
        await button(page, signInTexts.enrol.choose.key.act).click()
        await button(page, signInTexts.enrol.key.act).click()
        await isAt(page, '/dashboard')
        await page.goto('/settings')
        await button(page, settingsTexts.quickUnlock.turnOn).click()
        await button(page, stepUpTexts.approveWithKey).click()
        await button(page, settingsTexts.quickUnlock.turnOff).waitFor()

        await world.pass(16 * MINUTE)
        await page.goto('/security/activity')
        await isAt(page, '/locked')
        await button(page, lockedTexts.act).waitFor()
        assert.ok(!(await page.content()).includes(client.email))
        // The address of a page inside leads back here.
        await page.goto('/security/activity')
        await isAt(page, '/locked')

        await button(page, lockedTexts.act).click()
        await isAt(page, '/security/activity')
        await sees(page, 'A locked session was unlocked')

        await world.pass(16 * MINUTE)
        await page.goto('/dashboard')
        await isAt(page, '/locked')
        await button(page, lockedTexts.act).waitFor()
        await assertWellFormed(page, 'locked')
        // Last: when the debugger of axe leaves, the virtual key goes too.
        await assertAccessible(page, 'locked')
        await button(page, lockedTexts.signOut).click()
        await isAt(page, '/sign-in')
        await page.goto('/dashboard')
        await isAt(page, '/sign-in')
      },
      look,
    )
  }
})
