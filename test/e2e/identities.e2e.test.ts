// What answers for each purpose, on one page: read at a glance, put in another order in place, by hand and by keys.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { identitiesTexts as words } from '../../web/portal/identities/texts.ts'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { securityTexts } from '../../web/portal/security/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { shellTexts } from '../../web/portal/shell/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { act, later, withKey } from '../kit/methods.ts'
import { must, type Person, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { button, carry, heading, isAt, link, sees } from './hands.ts'
import { isFocused, press, walk } from './keys.ts'
import {
  assertAccessible,
  assertGood,
  assertWellFormed,
  openPortal,
  PHONE,
  type Portal,
  visiting,
} from './kit.ts'
import { dialog, giveCode, radio } from './method-hands.ts'
import { askIdle } from './places-hands.ts'
import { plugIn } from './virtual-key.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const PATH = '/security/identities'
const HOUR = 3_600_000
const APP = 'Authenticator app'
const KEY = 'Desk key'
const { purposes, inside } = methodsTexts

const region = (page: Page, name: string): Locator => page.getByRole('region', { name, exact: true })
const rowsOf = (page: Page, name: string): Locator => region(page, name).locator('.answerers > li')
const names = (page: Page, purpose: string): Promise<string[]> =>
  rowsOf(page, purpose).getByRole('heading').allInnerTexts()
/** Until this one is the one that is marked. */
const isFirst = (page: Page, purpose: string, name: string): Promise<void> =>
  rowsOf(page, purpose).filter({ hasText: name }).filter({ hasText: methodsTexts.askedFirst }).waitFor()

/** A client who signs in with an authenticator and a key, both old enough to approve. */
async function withTwo(world: World): Promise<Person> {
  const person = await signUp(world)
  await withKey(world, person)
  return later(world, person, 25 * HOUR)
}

test('two methods are seen by purpose; another one is asked first, and the next question asks it first', async () => {
  const { world } = portal
  const person = await withTwo(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/sessions')
    await askIdleOf(page)
    await button(page, stepUpTexts.approveWithKey).waitFor()
    await dialog(page).getByRole('button', { name: sessionsTexts.idle.stepUp.leave }).click()

    await page.goto('/security')
    await link(page, securityTexts.points.purposes.act).click()
    await isAt(page, PATH)
    await isFirst(page, purposes['sign-in'], KEY)
    assert.deepEqual(await names(page, purposes['sign-in']), [KEY, APP])
    for (const purpose of ['funding', 'trading'] as const) {
      assert.deepEqual(await names(page, purposes[purpose]), [KEY, APP])
      await region(page, purposes[purpose]).getByText(words.lent(inside[purpose])).waitFor()
      assert.equal(
        await region(page, purposes[purpose]).getByRole('button').count(),
        0,
        'put first at sign-in',
      )
    }

    await button(page, methodsTexts.askFirstOf(APP, inside['sign-in'])).click()
    await sees(page, methodsTexts.nowFirst(APP, inside['sign-in']))
    await isFirst(page, purposes['sign-in'], APP)
    assert.deepEqual(await names(page, purposes['sign-in']), [APP, KEY])
    assert.deepEqual(await names(page, purposes.funding), [KEY, APP], 'said of sign-in alone')

    await page.goto('/security/sessions')
    await askIdle(page)
    await giveCode(world, page, person)
    await sees(page, sessionsTexts.idle.done('1 hour'))
  })
})

/** The same question, whatever answers it. */
async function askIdleOf(page: Page): Promise<void> {
  await button(page, sessionsTexts.idle.change).click()
  await page.getByLabel(sessionsTexts.idle.label, { exact: true }).selectOption({ label: '1 hour' })
  await button(page, sessionsTexts.idle.act).click()
  await dialog(page).waitFor()
}

test('a method added for funding from here is offered for funding, and for its first day one of sign-in is asked too', async () => {
  const { world } = portal
  const person = await withTwo(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto(PATH)
    await link(page, words.add(inside.trading)).click()
    await link(page, addTexts.list.authenticator.act).waitFor()
    assert.equal(await heading(page, addTexts.list.email.name).count(), 0, 'no mailbox answers for trading')
    await page.goBack()
    await plugIn(page, { kind: 'security-key' })
    await link(page, words.add(inside.funding)).click()
    await link(page, addTexts.list.key.act).click()
    await radio(page, factorsTexts.kinds['security-key'].label).check()
    await button(page, addTexts.key.act).click()
    await radio(page, addTexts.use.purposes.funding.label).waitFor()
    assert.ok(await radio(page, addTexts.use.purposes.funding.label).isChecked())

    await withKey(world, person, 'funding')
    await page.goto(PATH)
    const funding = region(page, purposes.funding)
    await funding.getByText(words.beside(`${KEY} or ${APP}`)).waitFor()
    await funding.getByText(words.aloneFrom('tomorrow')).waitFor()
    assert.deepEqual(await names(page, purposes.funding), [KEY])
    await region(page, purposes.trading).getByText(words.lent(inside.trading)).waitFor()
    await assertGood(page, 'the first day')
  })
})

test('what waits stands with its purpose and is cancelled there; what is lost answers for nothing', async () => {
  const { world } = portal
  let person = await signUp(world)
  const { id } = await withKey(world, person, 'funding')
  person = await later(world, person, 25 * HOUR)
  const { methods } = person.browser.api
  await act(world, person, (options) => methods.turnOff({ id, purpose: 'funding' }, options))
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto(PATH)
    const funding = region(page, purposes.funding)
    const what = methodsTexts.waiting.what.off(KEY, inside.funding)
    await funding.getByRole('heading', { name: what }).waitFor()
    await funding.getByText(methodsTexts.offIn('24 h'), { exact: true }).waitFor()
    await assertGood(page, 'a change that waits')
    await button(page, methodsTexts.waiting.cancelOf(what)).click()
    await funding.getByRole('heading', { name: what }).waitFor({ state: 'detached' })
    assert.deepEqual(must(await methods.list()).waiting, [])

    await act(world, person, (options) => methods.lost({ id }, options))
    await page.reload()
    await funding.getByText(words.shut.title(inside.funding), { exact: true }).waitFor()
    await rowsOf(page, purposes.funding).getByText(methodsTexts.suspended, { exact: true }).waitFor()
    await assertGood(page, 'a purpose that is shut')
    await page.goto('/security')
    await sees(page, securityTexts.points.purposes.chip)
  })
})

test('by keys alone: found in the index, read, changed, and at 320 px in the dark a long name breaks', async () => {
  const { world } = portal
  const person = await withTwo(world)
  const { methods } = person.browser.api
  const key = must(await methods.list()).methods.find(({ method }) => method === 'webauthn')!
  must(await methods.rename({ id: key.id, name: 'W'.repeat(40) }))
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security')
    await heading(page, securityTexts.title).waitFor()
    await press(page, 'Enter', shellTexts.security.identities, 'link')
    await isAt(page, PATH)
    await isFocused(page, words.title, 'heading')
    await press(page, 'Enter', methodsTexts.askFirstOf(APP, inside['sign-in']), 'button')
    await isFirst(page, purposes['sign-in'], APP)
    await isFocused(page, words.title, 'heading')
    const stops = await walk(page, PATH)
    assert.ok(stops.includes(methodsTexts.askFirstOf('W'.repeat(40), inside['sign-in']).slice(0, 60)))
  })
  await visiting(
    portal,
    async (visit) => {
      const { page } = visit
      await carry(visit, person.browser)
      await page.goto(PATH)
      await isFirst(page, purposes['sign-in'], APP)
      await assertWellFormed(page, 'a long name')
      await assertAccessible(page, 'a long name')
      await walk(page, `${PATH} at 320`)
    },
    PHONE,
  )
})
