// The portal behind the sign-in by keyboard alone: one law a page.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { activityTexts } from '../../web/portal/activity/texts.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { helpTexts } from '../../web/portal/help/texts.ts'
import { identitiesTexts } from '../../web/portal/identities/texts.ts'
import { messagesTexts } from '../../web/portal/messages/texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { passwordTexts } from '../../web/portal/password/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { securityTexts } from '../../web/portal/security/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { settingsTexts } from '../../web/portal/settings/texts.ts'
import { shellTexts } from '../../web/portal/shell/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { type Person, signIn, signUp } from '../kit/person.ts'
import { carry, heading, isAt, nextCode, sees } from './hands.ts'
import { assertHeld, isFocused, press, typeIn, walk } from './keys.ts'
import { DESKTOP, type Look, openPortal, PHONE, type Portal, visiting } from './kit.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

/** A new client on a page of theirs, with a second session elsewhere. */
async function on(
  path: string,
  title: string,
  act: (page: Page, person: Person) => Promise<void>,
  look: Look = DESKTOP,
): Promise<void> {
  const person = await signUp(portal.world)
  await signIn(portal.world, person)
  await visiting(
    portal,
    async (visit) => {
      await carry(visit, person.browser)
      await visit.page.goto(path)
      await heading(visit.page, title).waitFor()
      await visit.page.waitForLoadState('networkidle')
      await act(visit.page, person)
    },
    look,
  )
}

const PAGES = [
  ['/dashboard', dashboardTexts.title],
  ['/security', securityTexts.title],
  ['/security/methods', methodsTexts.title],
  ['/security/identities', identitiesTexts.title],
  ['/security/password', passwordTexts.title],
  ['/security/pin', pinTexts.change.title],
  ['/security/sessions', sessionsTexts.title],
  ['/security/activity', activityTexts.title],
  ['/security/messages', messagesTexts.title],
  ['/settings', settingsTexts.title],
  ['/help', helpTexts.title],
] as const

for (const look of [DESKTOP, PHONE]) {
  test(`Tab goes through every page at ${look.width} px, always with a ring and in sight`, async () => {
    await on(
      '/dashboard',
      dashboardTexts.title,
      async (page) => {
        for (const [path, title] of PAGES) {
          await page.goto(path)
          await heading(page, title).waitFor()
          await page.waitForLoadState('networkidle')
          const stops = await walk(page, `${path} at ${look.width}`)
          assert.equal(stops[0], uiTexts.skip, 'the way past the bar comes first')
        }
      },
      look,
    )
  })
}

test('the skip link leads past the bar, into the page', async () => {
  await on('/security/sessions', sessionsTexts.title, async (page) => {
    // There is something to go to once the list is there.
    await page.locator('main').getByRole('button').first().waitFor()
    await press(page, 'Enter', uiTexts.skip, 'link')
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'main')
    await page.keyboard.press('Tab')
    assert.ok(await page.evaluate(() => document.activeElement?.closest('main') !== null))
  })
})

test('the account menu opens, is gone through, is left by Escape, and signs out', async () => {
  await on('/dashboard', dashboardTexts.title, async (page, person) => {
    const name = uiTexts.accountOf(person.username)
    await press(page, 'Enter', name, 'button')
    await page.keyboard.press('Tab')
    await isFocused(page, uiTexts.account.sessions, 'link')
    await page.keyboard.press('Escape')
    await isFocused(page, name, 'button')
    assert.equal(await page.getByText(uiTexts.account.signOutForget).count(), 0)
    await page.keyboard.press('Space')
    for (let item = 0; item < 5; item++) await page.keyboard.press('Tab')
    await page.getByText(uiTexts.account.signOutForget).waitFor({ state: 'detached' })
    await press(page, 'Enter', name, 'button')
    await press(page, 'Enter', uiTexts.account.signOut, 'button')
    await isAt(page, '/sign-in')
    await sees(page, shellTexts.signedOut)
  })
})

test('the dashboard leads on by keyboard, and the next page is read from its heading', async () => {
  await on('/dashboard', dashboardTexts.title, async (page) => {
    await press(page, 'Enter', dashboardTexts.security.all, 'link')
    await heading(page, securityTexts.title).waitFor()
    await isFocused(page, securityTexts.title, 'heading')
    await press(page, 'Enter', securityTexts.points.factor.act, 'link')
    await heading(page, methodsTexts.title).waitFor()
    await press(page, 'Enter', methodsTexts.password.actName, 'link')
    await isAt(page, '/security/password')
  })
})

test('the password is changed by keyboard: the question holds the focus, Escape leaves it and gives it back', async () => {
  await on('/security/password', passwordTexts.title, async (page, person) => {
    await typeIn(page, passwordTexts.current, person.password)
    await typeIn(page, passwordTexts.new, 'seven herons on the breakwater')
    await press(page, 'Enter', passwordTexts.act, 'button')
    await isFocused(page, factorsTexts.code.label)
    await assertHeld(page)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await isFocused(page, passwordTexts.act, 'button')
    await page.keyboard.press('Enter')
    await isFocused(page, factorsTexts.code.label)
    await page.keyboard.type(await nextCode(portal.world, person.key))
    await sees(page, passwordTexts.doneEnded('1 other session'))
    assert.ok(await page.evaluate(() => document.activeElement !== document.body), 'the focus is somewhere')
  })
})

test('sessions are ended by keyboard: one at once, all others after a question', async () => {
  await on('/security/sessions', sessionsTexts.title, async (page, person) => {
    await press(page, 'Enter', sessionsTexts.endOthers, 'button')
    await isFocused(page, sessionsTexts.all.title, 'heading')
    await assertHeld(page)
    await page.keyboard.press('Escape')
    await isFocused(page, sessionsTexts.endOthers, 'button')
    await press(page, 'Enter', uiTexts.session.endOf('Firefox on Linux'), 'button')
    await sees(page, '1 open session')
    await isFocused(page, sessionsTexts.title, 'heading')
    await signIn(portal.world, person)
    await page.reload()
    await sees(page, '2 open sessions')
    await press(page, 'Enter', sessionsTexts.endOthers, 'button')
    await press(page, 'Space', sessionsTexts.all.act('1 session'), 'button')
    await sees(page, sessionsTexts.endedMany('1 session'))
    await isFocused(page, sessionsTexts.title, 'heading')
  })
})

test('a device is forgotten and the idle time changed by keyboard', async () => {
  await on('/security/sessions', sessionsTexts.title, async (page, person) => {
    const { devices, idle } = sessionsTexts
    await press(page, 'Enter', devices.forgetOf('Firefox on Linux'), 'button')
    await sees(page, devices.forgotten('Firefox on Linux'))
    await press(page, 'Enter', idle.change, 'button')
    await press(page, 'ArrowDown', idle.label)
    await press(page, 'Enter', idle.act, 'button')
    await isFocused(page, factorsTexts.code.label)
    await page.keyboard.press('Escape')
    await isFocused(page, idle.act, 'button')
    await page.keyboard.press('Enter')
    await isFocused(page, factorsTexts.code.label)
    await page.keyboard.type(await nextCode(portal.world, person.key))
    await sees(page, idle.done('30 minutes'))
    await isFocused(page, sessionsTexts.title, 'heading')
  })
})

test('the activity and the messages are reached by the index and opened by keyboard', async () => {
  await on('/security', securityTexts.title, async (page) => {
    await press(page, 'Enter', shellTexts.security.activity, 'link')
    await isFocused(page, activityTexts.title, 'heading')
    await press(page, 'Enter', shellTexts.security.messages, 'link')
    await isFocused(page, messagesTexts.title, 'heading')
    const summary = page.locator('summary:focus')
    for (let pressed = 0; pressed < 30 && (await summary.count()) === 0; pressed++)
      await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await sees(page, messagesTexts.mail.sent)
    await page.getByRole('link', { name: uiTexts.messages(2) }).waitFor()
  })
})

test('the colours are chosen by keyboard, and kept', async () => {
  await on('/settings', settingsTexts.title, async (page) => {
    await press(page, 'ArrowUp', new RegExp(settingsTexts.appearance.system.label), 'radio')
    const theme = () => page.evaluate(() => document.documentElement.dataset['theme'])
    assert.equal(await theme(), 'dark')
    await page.reload()
    await heading(page, settingsTexts.title).waitFor()
    assert.equal(await theme(), 'dark')
    await press(page, 'ArrowDown', settingsTexts.appearance.dark, 'radio')
    assert.equal(await theme(), undefined)
  })
})

test('on a phone the index of Security is one line that opens by keyboard', async () => {
  await on(
    '/security',
    securityTexts.title,
    async (page) => {
      const summary = page.locator('summary:focus')
      for (let pressed = 0; pressed < 30 && (await summary.count()) === 0; pressed++)
        await page.keyboard.press('Tab')
      await page.keyboard.press('Enter')
      await press(page, 'Enter', shellTexts.security.messages, 'link')
      await isAt(page, '/security/messages')
    },
    PHONE,
  )
})
