// Changes that need a proof: the question shows what is bound, a wrong answer is said where it was given, and leaving
// changes nothing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { passwordTexts } from '../../web/portal/password/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { PIN, signIn, signUp } from '../kit/person.ts'
import {
  button,
  carry,
  enterName,
  field,
  heading,
  isAt,
  link,
  nextCode,
  saysBeside,
  sees,
  signInByHand,
  signOut,
} from './hands.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

const NEXT = 'seven herons on the breakwater'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const dialog = (page: Page): Locator => page.getByRole('dialog')
const code = (page: Page): Locator => dialog(page).getByLabel(factorsTexts.code.label, { exact: true })

async function fillPasswords(page: Page, current: string, next: string): Promise<void> {
  await field(page, passwordTexts.current).fill(current)
  await field(page, passwordTexts.new).fill(next)
  // As a person would: the strength is said before the button is pressed.
  await page.locator('.strength.weak, .strength.fair, .strength.strong').waitFor()
  await button(page, passwordTexts.act).click()
}

test('a PIN is changed with the current one and a code', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await signInByHand(world, page, person)
    await page.goto('/security/methods')
    await link(page, methodsTexts.pin.actName).click()
    await isAt(page, '/security/pin')
    const words = pinTexts.change
    await field(page, words.current).fill('770143')
    await field(page, words.next).fill('935061')
    await field(page, pinTexts.again).fill('935061')
    await button(page, words.act).click()
    await saysBeside(field(page, words.current), words.currentWrong, '4 tries left')
    await field(page, words.current).fill(PIN)
    await button(page, words.act).click()
    await code(page).fill(await nextCode(world, person.key))
    await sees(page, words.done)
    assert.equal(await field(page, words.current).inputValue(), '')
  })
})

test('a password is changed with the current one and a code, which ends every other session', async () => {
  const { world } = portal
  const person = await signUp(world)
  const other = await signIn(world, person)
  await visiting(portal, async ({ page }) => {
    await signInByHand(world, page, person)
    await page.goto('/security/password')
    await fillPasswords(page, person.password, NEXT)
    await heading(page, passwordTexts.stepUp.title).waitFor()
    await sees(page, 'All of them end')
    await code(page).fill('000000')
    await saysBeside(code(page), factorsTexts.code.wrong)
    await button(page, passwordTexts.stepUp.leave).click()
    await dialog(page).waitFor({ state: 'detached' })
    assert.equal((await other.api.sessions.me()).ok, true, 'leaving changes nothing')

    await button(page, passwordTexts.act).click()
    await code(page).fill(await nextCode(world, person.key))
    await sees(page, passwordTexts.doneEnded('2 other sessions'))
    assert.equal(await field(page, passwordTexts.current).inputValue(), '')
    assert.equal((await other.api.sessions.me()).ok, false)
    await page.reload()
    await sees(page, passwordTexts.lead)
    await signOut(page, person.username)
    await enterName(page, person.username, person.password)
    await page.getByText(signInTexts.wrong).waitFor()
    await enterName(page, person.username, NEXT)
    await isAt(page, '/sign-in/second-factor')
  })
})

test('what is wrong with either password is said beside that field, and no code is asked for', async () => {
  const { world } = portal
  const person = await signUp(world, { username: 'mariana.silva' })
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/password')
    await button(page, passwordTexts.act).click()
    await saysBeside(field(page, passwordTexts.current), passwordTexts.missing)
    await saysBeside(field(page, passwordTexts.new), passwordTexts.problems.tooShort)
    await fillPasswords(page, 'not the current one', NEXT)
    await saysBeside(field(page, passwordTexts.current), passwordTexts.currentWrong)
    await fillPasswords(page, person.password, 'Password123')
    await saysBeside(field(page, passwordTexts.new), passwordTexts.problems.common)
    await fillPasswords(page, person.password, `${person.username}-22`)
    await saysBeside(field(page, passwordTexts.new), passwordTexts.problems.likeTheAccount)
    assert.equal(await dialog(page).count(), 0)
    await fillPasswords(page, person.password, person.password)
    await code(page).fill(await nextCode(world, person.key))
    await saysBeside(field(page, passwordTexts.new), passwordTexts.problems.sameAsBefore)
  })
})

test('the idle time changes with a code, and the page says from when on', async () => {
  const { world } = portal
  const person = await signUp(world)
  const words = sessionsTexts.idle
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/sessions')
    await button(page, words.change).click()
    await field(page, words.label).selectOption({ label: '1 hour' })
    await button(page, words.act).click()
    await heading(page, words.stepUp.title('1 hour')).waitFor()
    await sees(page, '60 minutes')
    await button(page, words.stepUp.leave).last().click()
    await dialog(page).waitFor({ state: 'detached' })
    await button(page, words.act).click()
    await code(page).fill(await nextCode(world, person.key))
    await sees(page, words.done('1 hour'))
    await page.reload()
    const said = words.now('1 hour')
    await sees(page, `${said.before}${said.time}${said.after}${words.change}`)
    await page.goto('/settings')
    await sees(page, /After 1 hour without activity/)
  })
})

test('five wrong codes end the question; asked again, the right one changes the password', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/password')
    await fillPasswords(page, person.password, NEXT)
    for (const left of ['4 tries left', '3 tries left', '2 tries left', '1 try left']) {
      await code(page).fill(`00000${left[0]}`)
      await saysBeside(code(page), factorsTexts.code.wrong, left)
    }
    await code(page).fill('000000')
    await sees(page, stepUpTexts.tooMany)
    assert.equal(await code(page).count(), 0, 'nothing more to be typed')
    await world.pass(2 * 60_000)
    await button(page, stepUpTexts.again).click()
    await code(page).fill(await nextCode(world, person.key))
    await sees(page, passwordTexts.done)
  })
})
