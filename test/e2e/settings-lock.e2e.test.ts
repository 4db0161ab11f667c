// The settings lock, by hand: offered, turned on, felt on every page, asked to open, kept locked, opened by the clock.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { settleDueLocks } from '../../src/features/settings-lock/jobs.ts'
import { DAY, HOUR } from '../../src/lib/time.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { securityTexts } from '../../web/portal/security/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { settingsTexts } from '../../web/portal/settings/texts.ts'
import { settingsLockTexts as words } from '../../web/portal/settings-lock/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { act } from '../kit/methods.ts'
import { must, type Person, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { button, carry, isAt, link, sees } from './hands.ts'
import { press } from './keys.ts'
import { assertGood, openPortal, type Portal, visiting } from './kit.ts'
import { dialog, giveBoth, giveCode, later, radio } from './method-hands.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const PATH = '/security/settings-lock'

const bar = (page: Page) => page.getByRole('region', { name: words.title, exact: true })

test('it is offered after the first sign-in, turned on in the browser, and then every page says so', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Authenticator app')).waitFor()
    await page.goto('/dashboard')
    await page.getByText(words.offer.title).waitFor()
    await link(page, words.offer.act).click()
    await isAt(page, PATH)
    await assertGood(page, 'open')
    await page.getByRole('checkbox', { name: words.groups.trading.name }).check()
    await button(page, words.lock.act).click()
    await giveBoth(world, page, person)
    await sees(page, words.lock.done)
    await bar(page).getByText(words.bar.locked).waitFor()
    await button(page, words.standing.askOf(words.groups.trading.name)).waitFor()
    assert.equal(await button(page, words.lock.act).count(), 0, 'nothing is left to lock that is not locked')
    await assertGood(page, 'locked')

    await page.goto('/security/methods')
    await page.getByText(words.hidden.title).waitFor()
    assert.equal(await page.getByText('Authenticator app').count(), 0)
    assert.equal(await link(page, methodsTexts.add).count(), 0)
    await page.getByRole('navigation').getByText(words.hidden.index).first().waitFor()
    await assertGood(page, 'hidden')
    for (const path of ['/security/password', '/security/pin', '/security/methods/add/authenticator']) {
      await page.goto(path)
      await page.getByText(words.unavailable.title).waitFor()
      await bar(page).waitFor()
      assert.equal(await page.locator('main form').count(), 0, path)
    }
    await page.goto('/security/sessions')
    await page.getByText(sessionsTexts.idle.locked).waitFor()
    await page.goto('/settings')
    await page.getByText(settingsTexts.profile.hidden).waitFor()
    await page.goto('/settings/contacts')
    await page.getByText(words.hidden.title).waitFor()
    await page.goto('/security')
    await page.getByText(securityTexts.points.lock.locked).waitFor()
    await page.getByText(securityTexts.points.hidden).first().waitFor()
    await page.goto('/dashboard')
    await bar(page).waitFor()
    assert.equal(await page.getByText(words.offer.title).count(), 0, 'not offered again')
  })
})

test('put off, it is not offered again in this browser', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/dashboard')
    await button(page, words.offer.later).click()
    await page.getByText(words.offer.title).waitFor({ state: 'detached' })
    await page.reload()
    await link(page, dashboardTexts.security.all).waitFor()
    assert.equal(await page.getByText(words.offer.title).count(), 0)
  })
})

async function locked(world: World): Promise<Person> {
  const person = await signUp(world)
  await act(world, person, (o) =>
    person.browser.api.settingsLock.turnOn({ groups: [{ group: 'settings', waitDays: 3 }] }, o),
  )
  return person
}

test('asked to open it waits in full view, is kept locked with one press, and opens by the clock', async () => {
  const { world } = portal
  const person = await locked(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto(PATH)
    await button(page, words.standing.askOf(words.groups.settings.name)).click()
    await radio(page, words.open.for(24)).check()
    await button(page, words.open.act(3)).click()
    await giveCode(world, page, person)
    await page.getByText(words.opening.title).waitFor()
    await link(page, words.bar.keep).waitFor()
    await assertGood(page, 'opening')
    await button(page, words.opening.keep).click()
    await sees(page, words.opening.kept)
    await button(page, words.standing.askOf(words.groups.settings.name)).waitFor()

    // This session has cancelled two then: the third takes a proof.
    await world.pass(30_000)
    const { api } = person.browser
    const asked = (): Promise<{ change: string }> =>
      act(world, person, (o) => api.settingsLock.open({ group: 'settings', openHours: null }, o))
    must(await api.methods.cancel({ id: (await asked()).change }))
    await asked()
    await page.reload()
    await button(page, words.opening.keep).click()
    await dialog(page).getByRole('button', { name: stepUpTexts.cancel.stepUp.leave }).click()
    await page.getByText(stepUpTexts.cancel.proof).waitFor()
    await assertGood(page, 'proof needed')
    await button(page, words.opening.keep).click()
    await giveCode(world, page, person)
    await sees(page, words.opening.kept)

    // Again, with keys alone.
    await press(page, 'Enter', words.standing.askOf(words.groups.settings.name), 'button')
    await press(page, 'Enter', words.open.act(3), 'button')
    await giveCode(world, page, person)
    await page.getByText(words.opening.title).waitFor()
  })
  await visiting(portal, async (visit) => {
    const { page } = visit
    const present = await later(world, person, 3 * DAY + HOUR)
    await settleDueLocks(world.deps)
    await carry(visit, present.browser)
    await page.goto(PATH)
    await button(page, words.lock.act).waitFor()
    assert.equal(await bar(page).count(), 0)
  })
})
