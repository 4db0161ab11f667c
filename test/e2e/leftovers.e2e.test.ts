// What a browser keeps: nothing that is worth stealing while one is signed in, nothing personal once one is not.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { shellTexts } from '../../web/portal/shell/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { PASSWORD, type Person, signUp } from '../kit/person.ts'
import { beginByHand, button, codeNow, field, isAt, link, sees, signInByHand, signOut } from './hands.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

type Kept = {
  readonly local: Record<string, string>
  readonly session: Record<string, string>
  readonly databases: readonly string[]
  readonly caches: number
  readonly workers: number
  readonly cookies: string
}

const kept = (page: Page): Promise<Kept> =>
  page.evaluate(async () => ({
    local: { ...localStorage },
    session: { ...sessionStorage },
    databases: (await indexedDB.databases()).map((one) => one.name ?? ''),
    caches: (await caches.keys()).length,
    workers: (await navigator.serviceWorker.getRegistrations()).length,
    cookies: document.cookie,
  }))

type Found = { readonly names: string[]; readonly exported: readonly string[] }

/** What lies in a store of keys, and whether any of them can leave. Undefined: nothing lies there. */
const keysIn = (page: Page, database: string, store: string): Promise<Found | undefined> =>
  page.evaluate(
    ([name = '', inside = '']) =>
      new Promise<Found | undefined>((resolve, reject) => {
        const opening = indexedDB.open(name)
        opening.addEventListener('error', () => reject(new Error('no store')))
        opening.addEventListener('success', () => {
          const reading = opening.result.transaction(inside).objectStore(inside).getAll()
          reading.addEventListener('success', () => {
            opening.result.close()
            const [found] = reading.result as Record<string, unknown>[]
            if (reading.result.length > 1) return reject(new Error('more than one entry'))
            if (!found) return resolve(undefined)
            const keys = Object.values(found).filter((one) => one instanceof CryptoKey)
            const leaves = keys.map((one) =>
              crypto.subtle.exportKey('jwk', one).then(
                () => 'given away',
                () => 'refused',
              ),
            )
            Promise.all(leaves).then((exported) => resolve({ names: Object.keys(found), exported }), reject)
          })
        })
      }),
    [database, store],
  )

test('a signed-in browser keeps nothing but keys that cannot leave it, and signed out no key of the session', async () => {
  const { world } = portal
  const client = { username: 'keeper', email: 'keeper@example.test', password: PASSWORD }
  await visiting(portal, async ({ page, context }) => {
    await beginByHand(world, page, client)
    await page.getByText(uiTexts.viewSetupKey, { exact: true }).click()
    const shown = await page.locator('.secret').getByRole('img').getAttribute('aria-label')
    const key = (shown ?? '').replaceAll(' ', '')
    await field(page, factorsTexts.authenticator.code).fill(codeNow(world, key))
    await isAt(page, '/dashboard')
    for (const path of ['/settings', '/security/sessions', '/security/messages']) {
      await page.goto(path)
      await page.waitForLoadState('networkidle')
    }
    const found = await kept(page)
    assert.deepEqual(Object.keys(found.local), ['holdfast-last-request'])
    assert.match(found.local['holdfast-last-request'] ?? '', /^[0-9]{13}$/)
    assert.deepEqual(found.session, {})
    assert.deepEqual(found.databases.toSorted(), ['holdfast', 'holdfast-session'])
    // The worker with the page for no network; what lies in its cache is looked at in app.e2e.test.ts.
    assert.deepEqual([found.caches, found.workers, found.cookies], [1, 1, ''])
    assert.deepEqual(await keysIn(page, 'holdfast', 'device'), {
      names: ['privateKey', 'publicKey'],
      exported: ['refused'],
    })
    assert.deepEqual(await keysIn(page, 'holdfast-session', 'keys'), {
      names: ['session', 'sign', 'read'],
      exported: ['refused', 'refused'],
    })
    const cookies = await context.cookies()
    assert.deepEqual(
      cookies.map(({ name, httpOnly, secure, sameSite, expires }) => ({
        name,
        httpOnly,
        secure,
        sameSite,
        expires,
      })),
      [{ name: '__Host-holdfast', httpOnly: true, secure: true, sameSite: 'Strict', expires: -1 }],
    )
    await signOut(page, client.username)
    assert.equal(await keysIn(page, 'holdfast-session', 'keys'), undefined)
  })
})

/** From now on every text that is shown in any page of this context is looked through for these words. */
async function watchFor(context: BrowserContext, words: readonly string[]): Promise<() => readonly string[]> {
  const seen: string[] = []
  await context.exposeBinding('tellTest', (_source, text: string) => void seen.push(text))
  await context.addInitScript((wanted) => {
    const look = () => {
      const text = document.body?.innerText ?? ''
      for (const one of wanted)
        if (text.includes(one)) (window as typeof window & { tellTest(text: string): void }).tellTest(one)
    }
    new MutationObserver(look).observe(document, { childList: true, subtree: true, characterData: true })
    window.addEventListener('pageshow', look)
  }, words)
  return () => seen.splice(0)
}

async function signedInAt(page: Page, person: Person, path: string): Promise<void> {
  await signInByHand(portal.world, page, person)
  await page.goto(path)
  await sees(page, person.email)
}

test('after a sign-out the way back shows nothing personal, not for a moment', async () => {
  const person = await signUp(portal.world)
  await visiting(portal, async ({ page, context }) => {
    const shown = await watchFor(context, [person.email, person.username])
    await signedInAt(page, person, '/settings')
    await page.goto('/security/sessions')
    await sees(page, sessionsTexts.devices.title)
    await signOut(page, person.username)
    await sees(page, shellTexts.signedOut)
    assert.ok(shown().length > 0, 'the watch works')
    for (let steps = 0; steps < 3; steps++) {
      await page.goBack()
      await isAt(page, '/sign-in')
      await page.waitForLoadState('networkidle')
    }
    assert.deepEqual(shown(), [])
  })
})

test('a page that was left for another site is not brought back after a sign-out elsewhere', async () => {
  const person = await signUp(portal.world)
  await visiting(portal, async ({ page, context }) => {
    const shown = await watchFor(context, [person.email])
    await signedInAt(page, person, '/settings')
    await page.goto('about:blank')
    const other = await context.newPage()
    await other.goto('/dashboard')
    await signOut(other, person.username)
    shown()
    await page.goBack()
    await isAt(page, '/sign-in')
    assert.deepEqual(shown(), [])
  })
})

test('what is signed out in one tab is at the front door in the other, at its next act', async () => {
  const person = await signUp(portal.world)
  await visiting(portal, async ({ page, context }) => {
    await signedInAt(page, person, '/settings')
    const other = await context.newPage()
    await other.goto('/dashboard')
    await signOut(other, person.username)
    await link(page, shellTexts.security.title).first().click()
    await isAt(page, '/sign-in')
    await sees(page, signInTexts.sessionEnded)
    assert.equal(await page.getByText(person.email).count(), 0)
    // And the other way round: who signs in as someone else in one tab is that one in both.
    const someone = await signUp(portal.world)
    await signInByHand(portal.world, other, someone)
    await page.goto('/dashboard')
    await button(page, uiTexts.accountOf(someone.username)).waitFor()
  })
})
