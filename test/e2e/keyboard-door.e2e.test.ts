// The front door by keyboard alone: every page reached, read and used without a pointer.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { helpTexts } from '../../web/portal/help/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { signUpTexts } from '../../web/portal/sign-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { beginSignUp, PASSWORD, type Person, PIN, signUp } from '../kit/person.ts'
import { codeIn } from '../kit/world.ts'
import { codeNow, field, heading, isAt, letIn, nextCode, saysBeside, sees } from './hands.ts'
import { isFocused, press, typeIn, walk } from './keys.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

let portal: Portal
let person: Person
before(async () => {
  portal = await openPortal()
  person = await signUp(portal.world)
})
after(() => portal.close())

async function giveName(page: Page, client: Pick<Person, 'username' | 'password'>): Promise<void> {
  await page.goto('/sign-in')
  await heading(page, signInTexts.title).waitFor()
  await typeIn(page, signInTexts.identifier, client.username)
  await typeIn(page, uiTexts.password.label, client.password)
  await page.keyboard.press('Enter')
}

test('sign-in by keyboard: name, password, a look at what was typed, and the code where one already is', async () => {
  await visiting(portal, async ({ page }) => {
    await page.goto('/sign-in')
    await heading(page, signInTexts.title).waitFor()
    const stops = await walk(page, 'sign-in')
    assert.ok(stops.length >= 7, stops.join(', '))
    await typeIn(page, signInTexts.identifier, person.username)
    await typeIn(page, uiTexts.password.label, 'mistyped')
    await press(page, 'Space', uiTexts.password.showName, 'button')
    assert.equal(await field(page, uiTexts.password.label).getAttribute('type'), 'text')
    await press(page, 'Enter', signInTexts.continue, 'button')
    await saysBeside(field(page, uiTexts.password.label), signInTexts.wrong)
    await isFocused(page, uiTexts.password.label)
    await page.keyboard.press('ControlOrMeta+a')
    await page.keyboard.type(person.password)
    await page.keyboard.press('Enter')
    await isAt(page, '/sign-in/second-factor')
    await isFocused(page, signInTexts.factor.label)
    await page.keyboard.type('000000')
    await saysBeside(field(page, signInTexts.factor.label), factorsTexts.code.wrong)
    // The next key begins anew: nobody deletes six digits first.
    await page.keyboard.type(await nextCode(portal.world, person.key))
    await isFocused(page, factorsTexts.sent.label['email-code'])
    await walk(page, 'a new device')
    await letIn(portal.world, page, person)
  })
})

test('the second factor by keyboard: every way on and every way out', async () => {
  await visiting(portal, async ({ page }) => {
    await giveName(page, person)
    await isFocused(page, signInTexts.factor.label)
    const stops = await walk(page, 'second factor')
    assert.ok(stops.length >= 5, stops.join(', '))
    await press(page, 'Enter', signInTexts.factor.lost, 'link')
    await heading(page, helpTexts.title).waitFor()
    await page.goBack()
    await isFocused(page, signInTexts.factor.label)
    await press(page, 'Enter', signInTexts.factor.act, 'button')
    await saysBeside(field(page, signInTexts.factor.label), factorsTexts.code.missing)
    await press(page, 'Enter', signInTexts.factor.back, 'button')
    await isAt(page, '/sign-in')
  })
})

test('a sign-up is taken up again by keyboard: code by email, authenticator, code', async () => {
  const { world } = portal
  const begun = await beginSignUp(world)
  const isSignInCode = ({ subject }: { readonly subject: string }) =>
    subject.startsWith('Your code to sign in')
  await visiting(portal, async ({ page }) => {
    await giveName(page, begun)
    await isAt(page, '/sign-in/email-code')
    await isFocused(page, signInTexts.email.label)
    await walk(page, 'code by email')
    await world.mailTo(begun.email, isSignInCode)
    await press(page, 'Enter', factorsTexts.sent.again, 'button')
    await sees(page, factorsTexts.sent.sentAgain)
    const mail = await world.mailTo(begun.email, isSignInCode)
    await typeIn(page, signInTexts.email.label, codeIn(mail))
    await isAt(page, '/sign-in/first-factor')
    await heading(page, signInTexts.enrol.choose.title).waitFor()
    await walk(page, 'choice of a second factor')
    await press(page, 'Enter', signInTexts.enrol.choose.app.act, 'button')
    await field(page, factorsTexts.authenticator.code).waitFor()
    await walk(page, 'authenticator')
    await press(page, 'ArrowDown', factorsTexts.authenticator.phones.iphone, 'radio')
    await sees(page, factorsTexts.authenticator.apps.android)
    await tabTo(page)
    await page.keyboard.press('Enter')
    const shown = await page.locator('.secret').getByRole('img').getAttribute('aria-label')
    await press(page, 'Enter', uiTexts.copy, 'button')
    await typeIn(page, factorsTexts.authenticator.code, codeNow(world, (shown ?? '').replaceAll(' ', '')))
    await isAt(page, '/dashboard')
  })
})

/** The line that opens the setup key. */
async function tabTo(page: Page): Promise<void> {
  const summary = page.locator('summary:focus').filter({ hasText: uiTexts.viewSetupKey })
  for (let pressed = 0; pressed < 40 && (await summary.count()) === 0; pressed++)
    await page.keyboard.press('Tab')
  assert.equal(await summary.count(), 1, 'the setup key is reached')
}

test('an account is opened by keyboard, up to the authenticator', async () => {
  const { world } = portal
  const email = 'keys@example.test'
  await visiting(portal, async ({ page }) => {
    await page.goto('/sign-in')
    await heading(page, signInTexts.title).waitFor()
    await press(page, 'Enter', signInTexts.open, 'link')
    await heading(page, signUpTexts.email.title).waitFor()
    await walk(page, 'sign-up')
    await typeIn(page, signUpTexts.email.label, email)
    await page.keyboard.press('Enter')
    await isFocused(page, signUpTexts.code.label)
    await walk(page, 'code of a sign-up')
    await typeIn(page, signUpTexts.code.label, codeIn(await world.mailTo(email)))
    await isAt(page, '/sign-up/password')
    await walk(page, 'username and password')
    await typeIn(page, signUpTexts.password.username, 'keys')
    await typeIn(page, uiTexts.password.label, PASSWORD)
    await page.keyboard.press('Enter')
    await isAt(page, '/sign-up/pin')
    await walk(page, 'choice of a PIN')
    await typeIn(page, pinTexts.name, PIN)
    await typeIn(page, pinTexts.again, PIN)
    await page.keyboard.press('Enter')
    await isAt(page, '/sign-up/second-factor')
    await heading(page, signInTexts.enrol.choose.title).waitFor()
    await press(page, 'Enter', signInTexts.enrol.choose.key.act, 'button')
    await heading(page, signInTexts.enrol.key.title).waitFor()
    await walk(page, 'key of a sign-up')
    await press(page, 'Enter', signInTexts.enrol.back, 'button')
    await heading(page, signInTexts.enrol.choose.title).waitFor()
    await press(page, 'Enter', signInTexts.enrol.choose.app.act, 'button')
    await field(page, factorsTexts.authenticator.code).waitFor()
    await walk(page, 'authenticator of a sign-up')
    await press(page, 'Enter', signInTexts.enrol.leave, 'button')
    await isAt(page, '/sign-in')
  })
})

test('help by keyboard: from the list at its head to the answer', async () => {
  const topic = helpTexts.topics.find(({ id }) => id === 'lost-phone')
  assert.ok(topic)
  await visiting(portal, async ({ page }) => {
    await page.goto('/help')
    await heading(page, helpTexts.title).waitFor()
    await walk(page, 'help')
    await press(page, 'Enter', topic.title, 'link')
    await page.waitForURL('**/help#lost-phone')
    const top = await heading(page, topic.title).evaluate((one) => one.getBoundingClientRect().top)
    assert.ok(top >= 0 && top < 300, `the answer is in sight, at ${top}`)
  })
})

test('an address that leads nowhere is left by keyboard', async () => {
  await visiting(portal, async ({ page }) => {
    await page.goto('/no/such/page')
    await heading(page, uiTexts.error.notFoundTitle).waitFor()
    await walk(page, 'nowhere')
    await press(page, 'Enter', uiTexts.error.toSignIn, 'link')
    await isAt(page, '/sign-in')
  })
})
