// Two browsers of one client: each is seen from the other, and what is ended is at the front door at its next act.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { shellTexts } from '../../web/portal/shell/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { type Person, signUp } from '../kit/person.ts'
import {
  button,
  enterName,
  field,
  heading,
  isAt,
  letIn,
  link,
  nextCode,
  sees,
  signInByHand,
  signOut,
} from './hands.ts'
import { DESKTOP, openPortal, PHONE, type Portal, type Seen, type Visit, visiting } from './kit.ts'

const WINDOWS: Seen = {
  userAgent: 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0',
}
const IPHONE: Seen = {
  userAgent:
    'Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1',
}
const HERE = '/security/sessions'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

/** A client at a desk with the list of sessions open, and with a second browser elsewhere, signed in as well. */
async function withTwo(
  elsewhere: Seen,
  act: (desk: Page, other: Page, person: Person, otherVisit: Visit) => Promise<void>,
): Promise<void> {
  const person = await signUp(portal.world)
  const open = (look: typeof DESKTOP, seen: Seen, then: (visit: Visit) => Promise<void>) =>
    visiting(
      portal,
      async (visit) => {
        await signInByHand(portal.world, visit.page, person)
        await then(visit)
      },
      look,
      seen,
    )
  await open(DESKTOP, {}, ({ page: desk }) =>
    open(PHONE, elsewhere, async (visit) => {
      await desk.goto(HERE)
      await sees(desk, sessionsTexts.devices.title)
      await act(desk, visit.page, person, visit)
    }),
  )
}

const card = (page: Page, device: string) => page.getByRole('listitem').filter({ has: heading(page, device) })
const isNew = (page: Page) => page.getByText(dashboardTexts.newDevice.title)

test('a browser that is new is told so, is seen from the others, and is at the front door once it was ended', async () => {
  await withTwo(WINDOWS, async (desk, other) => {
    await isNew(other).waitFor()
    await sees(desk, '3 open sessions')
    const unknown = card(desk, 'Firefox on Windows').filter({ hasText: uiTexts.session.unknown })
    await unknown.waitFor()
    await button(desk, uiTexts.session.endOf('Firefox on Windows')).click()
    await sees(desk, sessionsTexts.ended('Firefox on Windows'))
    await sees(desk, sessionsTexts.endedUnknown.title)
    await sees(desk, '2 open sessions')
    assert.equal(await unknown.count(), 0)
    await link(other, dashboardTexts.security.all).click()
    await isAt(other, '/sign-in')
    await sees(other, signInTexts.sessionEnded)
    assert.equal(new URL(other.url()).searchParams.get('return'), '/security')
  })
})

test('ending all others asks once, ends every one of them, and leaves this one open', async () => {
  await withTwo(IPHONE, async (desk, other, person) => {
    await button(desk, sessionsTexts.endOthers).click()
    await heading(desk, sessionsTexts.all.title).waitFor()
    await button(desk, sessionsTexts.all.leave).click()
    await sees(desk, '3 open sessions')
    await button(desk, sessionsTexts.endOthers).click()
    await sees(desk, sessionsTexts.all.stops('2 sessions'))
    await button(desk, sessionsTexts.all.act('2 sessions')).click()
    await sees(desk, sessionsTexts.endedMany('2 sessions'))
    await sees(desk, '1 open session')
    assert.equal(await button(desk, sessionsTexts.endOthers).count(), 0)
    assert.equal((await person.browser.api.sessions.me()).ok, false)
    await other.reload()
    await isAt(other, '/sign-in')
    await desk.reload()
    await sees(desk, '1 open session')
  })
})

test('a device that was forgotten is new again at its next sign-in', async () => {
  await withTwo(IPHONE, async (desk, other, person) => {
    const forget = button(desk, sessionsTexts.devices.forgetOf('Safari on iOS'))
    await forget.click()
    await sees(desk, sessionsTexts.devices.forgotten('Safari on iOS'))
    await forget.waitFor({ state: 'detached' })
    await signOut(other, person.username)
    await signInByHand(portal.world, other, person)
    await isNew(other).waitFor()
    // What is known stays known: this browser signs out, and in, and nobody is told of a new device.
    await signOut(desk, person.username)
    await signInByHand(portal.world, desk, person)
    await heading(desk, dashboardTexts.open.title).waitFor()
    await sees(desk, uiTexts.session.current)
    assert.equal(await isNew(desk).count(), 0)
  })
})

test('who signs out and forgets the device leaves none behind', async () => {
  await withTwo(WINDOWS, async (desk, other, person) => {
    await signOut(other, person.username, 'forget')
    await sees(other, shellTexts.signedOutForgotten)
    await desk.reload()
    await sees(desk, '2 open sessions')
    await sees(desk, sessionsTexts.devices.text)
    assert.equal(
      await button(desk, sessionsTexts.devices.forgetOf('Firefox on Windows')).count(),
      0,
      'it is no longer known',
    )
    await signInByHand(portal.world, other, person)
    await isNew(other).waitFor()
  })
})

test('a session that rested too long is over at the next act, and the sign-in leads back to where it was', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await signInByHand(world, page, person)
    await page.goto('/settings')
    await sees(page, person.email)
    // All that the page asks is answered: the act is the next request there is.
    await page.waitForLoadState('networkidle')
    await world.pass(16 * 60_000)
    await link(page, uiTexts.nav.security).first().click()
    await isAt(page, '/sign-in')
    await sees(page, signInTexts.sessionEnded)
    assert.equal(await page.getByText(person.email).count(), 0)
    await enterName(page, person.username, person.password)
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await letIn(world, page, person, '/security')
  })
})
