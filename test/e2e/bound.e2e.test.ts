// A session and its browser: what is copied out of it opens nothing elsewhere, and what it loses ends it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { type Person, signUp } from '../kit/person.ts'
import { button, carryCookies, heading, isAt, signInByHand } from './hands.ts'
import { openPortal, type Portal, type Visit, visiting } from './kit.ts'

let portal: Portal
let person: Person
before(async () => {
  portal = await openPortal()
  person = await signUp(portal.world)
})
after(() => portal.close())

const PERSONAL = ['/dashboard', '/security/sessions', '/security/activity', '/security/messages', '/settings']

/** Every answer of the API that this browser gets, from now on. */
function hear({ page }: Visit): { readonly texts: string[]; settle(): Promise<unknown> } {
  const texts: string[] = []
  const reading: Promise<unknown>[] = []
  page.on('response', (response) => {
    if (new URL(response.url()).pathname.startsWith('/v1/'))
      reading.push(response.text().then((text) => texts.push(`${response.status()} ${text}`)))
  })
  return { texts, settle: () => Promise.allSettled(reading) }
}

test('every cookie of a signed-in browser, copied into another one, shows the sign-in page and nothing personal', async () => {
  await visiting(portal, async (owner) => {
    await signInByHand(portal.world, owner.page, person)
    const jar = new Map((await owner.context.cookies()).map(({ name, value }) => [name, value]))
    assert.ok(jar.has('__Host-holdfast'))
    await visiting(portal, async (thief) => {
      await carryCookies(thief, { jar, origin: portal.world.origin })
      const heard = hear(thief)
      for (const path of PERSONAL) {
        await thief.page.goto(path)
        await isAt(thief.page, '/sign-in')
        const shown = await thief.page.locator('body').innerText()
        assert.ok(!shown.includes(person.username) && !shown.includes(person.email), path)
      }
      await heard.settle()
      assert.ok(heard.texts.length >= PERSONAL.length, 'the thief was answered')
      for (const text of heard.texts) {
        assert.match(text, /^401 .*"not-this-browser"/)
        assert.ok(!text.includes(person.username) && !text.includes(person.email))
      }
    })
    // Its owner has noticed nothing; a second tab is of the same browser.
    const tab = await owner.context.newPage()
    for (const page of [owner.page, tab]) {
      await page.goto('/security/sessions')
      await heading(page, sessionsTexts.title).waitFor()
      await button(page, sessionsTexts.idle.change).waitFor()
    }
  })
})

test('a browser whose storage was cleared is signed out, and signs in anew', async () => {
  await visiting(portal, async ({ page }) => {
    await signInByHand(portal.world, page, person)
    await page.evaluate(
      () =>
        new Promise<void>((resolve, reject) => {
          const deleting = indexedDB.deleteDatabase('holdfast-session')
          deleting.addEventListener('success', () => resolve())
          deleting.addEventListener('error', () => reject(new Error('it is not deleted')))
        }),
    )
    await page.goto('/security/sessions')
    await isAt(page, '/sign-in')
    await signInByHand(portal.world, page, person)
  })
})
