// The path of a new client, by hand: from no account to a session, out and in again, with what may go wrong on the way.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { passwordTexts } from '../../web/portal/password/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { shellTexts } from '../../web/portal/shell/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { signUpTexts } from '../../web/portal/sign-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { PASSWORD, PIN, signIn, signUp } from '../kit/person.ts'
import { codeIn } from '../kit/world.ts'
import {
  beginByHand,
  button,
  carry,
  chooseApp,
  choosePin,
  codeNow,
  enterName,
  field,
  heading,
  isAt,
  letIn,
  link,
  nextCode,
  saysBeside,
  sees,
  signOut,
} from './hands.ts'
import { oathtool, openPortal, type Portal, readQr, visiting } from './kit.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

/** The key as the client sees it under "View setup key". */
async function shownKey(page: Page): Promise<string> {
  await page.getByText(uiTexts.viewSetupKey, { exact: true }).click()
  const groups = await page.locator('.secret').getByRole('img').getAttribute('aria-label')
  return (groups ?? '').replaceAll(' ', '')
}

/** The dashboard is whole, and does not call this browser new to the account. */
async function isNotNew(page: Page): Promise<void> {
  await sees(page, uiTexts.session.current)
  await sees(page, dashboardTexts.since.all)
  await page.waitForLoadState('networkidle')
  assert.equal(await page.getByText(dashboardTexts.newDevice.title).count(), 0)
}

const codeField = (page: Page) => field(page, signInTexts.factor.label)

test('a new client opens an account, adds an authenticator by its QR code, and signs in again', async () => {
  const { world } = portal
  const client = { username: 'ines.duarte', email: 'ines@example.test', password: PASSWORD }
  await visiting(portal, async ({ page }) => {
    await page.goto('/')
    await isAt(page, '/sign-in')
    await link(page, signInTexts.open).click()
    await beginByHand(world, page, client)
    const uri = new URL(await readQr(page))
    const key = await shownKey(page)
    assert.equal(uri.searchParams.get('secret'), key)
    assert.equal(`${uri.protocol}//${uri.host}`, 'otpauth://totp')
    assert.equal(decodeURIComponent(uri.pathname), '/Northmere:ines.duarte')
    await field(page, factorsTexts.authenticator.code).fill(codeNow(world, key))
    await isAt(page, '/dashboard')
    await sees(page, new RegExp(`, ${client.username}\\. `))
    await isNotNew(page)

    await signOut(page, client.username)
    await sees(page, shellTexts.signedOut)
    await enterName(page, client.email.toUpperCase(), client.password)
    await isAt(page, '/sign-in/second-factor')
    await codeField(page).fill(await nextCode(world, key))
    await isAt(page, '/dashboard')
    await isNotNew(page)
  })
})

test('the first device of an account is not called new because another one came after it', async () => {
  const { world } = portal
  const person = await signUp(world)
  await signIn(world, person)
  await visiting(portal, async (visit) => {
    await carry(visit, person.browser)
    await visit.page.goto('/dashboard')
    await isNotNew(visit.page)
  })
})

test('what is wrong at sign-up is said beside the field it is about', async () => {
  const { world } = portal
  const taken = await signUp(world)
  const email = 'careful@example.test'
  await visiting(portal, async ({ page }) => {
    await page.goto('/sign-up')
    await button(page, signUpTexts.email.act).click()
    await saysBeside(field(page, signUpTexts.email.label), signUpTexts.email.wrong)
    await field(page, signUpTexts.email.label).fill(email)
    await button(page, signUpTexts.email.act).click()
    const code = codeIn(await world.mailTo(email))
    const wrong = code === '000000' ? '111111' : '000000'
    await field(page, signUpTexts.code.label).fill(wrong)
    await saysBeside(field(page, signUpTexts.code.label), factorsTexts.code.wrongMail, '4 tries left')
    await page.reload()
    await field(page, signUpTexts.code.label).fill(code)
    await isAt(page, '/sign-up/password')
    await page.reload()
    await field(page, signUpTexts.password.username).fill(taken.username)
    await field(page, uiTexts.password.label).fill('password1')
    await sees(page, signUpTexts.password.taken)
    await field(page, signUpTexts.password.username).fill('careful')
    await button(page, signUpTexts.password.act).click()
    await saysBeside(field(page, uiTexts.password.label), passwordTexts.problems.common)
    await field(page, uiTexts.password.label).fill('short')
    await button(page, signUpTexts.password.act).click()
    await saysBeside(field(page, uiTexts.password.label), passwordTexts.problems.tooShort)
    await field(page, uiTexts.password.label).fill(PASSWORD)
    await button(page, signUpTexts.password.act).click()
    await isAt(page, '/sign-up/pin')
    await field(page, pinTexts.name).fill('123456')
    await field(page, pinTexts.again).fill('123457')
    await button(page, pinTexts.choose.act).click()
    await saysBeside(field(page, pinTexts.name), pinTexts.problems.common)
    await field(page, pinTexts.name).fill(PIN)
    await button(page, pinTexts.choose.act).click()
    await saysBeside(field(page, pinTexts.again), pinTexts.differs)
    await page.reload()
    await choosePin(page)
    await isAt(page, '/sign-up/second-factor')
  })
})

test('a sign-up that stopped before the authenticator goes on at the next sign-in, after a code by email', async () => {
  const { world } = portal
  const client = { username: 'tomas', email: 'tomas@example.test', password: PASSWORD }
  await visiting(portal, async ({ page }) => {
    await beginByHand(world, page, client)
    await button(page, signInTexts.enrol.leave).click()
    await isAt(page, '/sign-in')
  })
  await visiting(portal, async ({ page }) => {
    await page.goto('/dashboard')
    await isAt(page, '/sign-in')
    await enterName(page, client.username, client.password)
    await isAt(page, '/sign-in/email-code')
    const first = codeIn(await world.mailTo(client.email))
    await page.reload()
    await heading(page, signInTexts.email.title).waitFor()
    await field(page, signInTexts.email.label).fill(first)
    await isAt(page, '/sign-in/first-factor')
    await chooseApp(page)
    const key = await shownKey(page)
    await page.reload()
    await heading(page, signInTexts.enrol.app.title).waitFor()
    assert.equal(await shownKey(page), key, 'a reload shows the key that may be scanned already')
    await field(page, factorsTexts.authenticator.code).fill(codeNow(world, key))
    await isAt(page, '/dashboard')
    const codes = world.mails.filter(
      (mail) => mail.to === client.email && mail.subject.startsWith('Your code'),
    )
    assert.equal(codes.length, 2, 'a reload mails no second code')
  })
})

test('a wrong password is said beside its field, in the same words as for a name that nobody has', async () => {
  const person = await signUp(portal.world)
  await visiting(portal, async ({ page }) => {
    await page.goto('/sign-in')
    await button(page, signInTexts.continue).click()
    await saysBeside(field(page, signInTexts.identifier), signInTexts.missingIdentifier)
    await saysBeside(field(page, uiTexts.password.label), signInTexts.missingPassword)
    for (const name of [person.username, 'nobody.at.all']) {
      await enterName(page, name, 'not the password')
      await page.getByText(signInTexts.wrong).waitFor()
      await saysBeside(field(page, uiTexts.password.label), signInTexts.wrong)
      const focused = await page.evaluate(() => document.activeElement?.getAttribute('autocomplete'))
      assert.equal(focused, 'current-password')
      await field(page, uiTexts.password.label).fill('')
    }
  })
})

test('a code used already and a clock that is behind are said in words; the next code signs in', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await page.goto('/sign-in')
    await enterName(page, person.username, person.password)
    const used = await nextCode(world, person.key)
    await codeField(page).fill(used)
    await letIn(world, page, person)
    await signOut(page, person.username)

    await enterName(page, person.username, person.password)
    await codeField(page).fill(used)
    await saysBeside(codeField(page), factorsTexts.code.used)
    assert.equal(await codeField(page).inputValue(), used, 'the refused code stays to be compared')
    await nextCode(world, person.key)
    await codeField(page).fill(oathtool(person.key, world.now() - 120_000))
    await page.getByText(factorsTexts.code.behind('2 minutes')).waitFor()
    await saysBeside(codeField(page), '3 tries left')
    await codeField(page).fill(codeNow(world, person.key))
    await letIn(world, page, person)
  })
})

test('a reload and the way back in the middle of a sign-in lose nothing', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await page.goto('/security/activity')
    await isAt(page, '/sign-in')
    await enterName(page, person.username, person.password)
    await isAt(page, '/sign-in/second-factor')
    await page.reload()
    await codeField(page).waitFor()
    assert.ok(
      await codeField(page).evaluate((input) => input === document.activeElement),
      'it begins in the field',
    )
    await page.goBack()
    await isAt(page, '/sign-in')
    await page.goForward()
    await isAt(page, '/sign-in/second-factor')
    await codeField(page).fill(await nextCode(world, person.key))
    await letIn(world, page, person, '/security/activity')
    await page.goBack()
    await page.waitForLoadState()
    assert.ok(!page.url().includes('second-factor'), 'a step that is done does not come back')
  })
})
