// A forgotten password and a forgotten username in a real browser: the whole way, by hand and by keys alone.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { factorsTexts } from '../../web/factors/texts.ts'
import { credentialsHelpTexts as words } from '../../web/portal/credentials-help/texts.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { stopTexts } from '../../web/portal/methods/stop-texts.ts'
import { passwordTexts } from '../../web/portal/password/texts.ts'
import { reviewTexts } from '../../web/portal/review/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { accountOf } from '../api/rows.ts'
import { beginSignUp, type Person, refusal, signUp } from '../kit/person.ts'
import { NEW_PASSWORD } from '../kit/reset.ts'
import { seed } from '../kit/seeded.ts'
import { codeIn } from '../kit/world.ts'
import {
  button,
  carry,
  enterName,
  field,
  heading,
  isAt,
  letIn,
  link,
  nextCode,
  saysBeside,
  sees,
  signInByHand,
  signOut,
} from './hands.ts'
import { isFocused, press, typeIn, walk } from './keys.ts'
import { assertAccessible, assertWellFormed, openPortal, PHONE, type Portal, visiting } from './kit.ts'
import { askByHand, confirmByHand, proveByHand, resetMail } from './places-reset.ts'

const START = '/help-with-credentials/password'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const renewed = (person: Person): Person => ({ ...person, password: NEW_PASSWORD })

test('a forgotten password, from the front door to the look through the account, on a device that stays known', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await signInByHand(world, page, person)
    await signOut(page, person.username)
    await link(page, signInTexts.help).click()
    await heading(page, words.title).waitFor()
    await link(page, words.password.act).click()
    await isAt(page, START)
    await field(page, words.email).fill(person.email)
    await button(page, words.ask.act).click()
    const code = codeIn(await world.mailTo(person.email, resetMail))
    await field(page, words.code.label).fill(code === '000000' ? '000001' : '000000')
    await saysBeside(field(page, words.code.label), factorsTexts.code.wrongMail)
    // A reload loses neither half.
    await page.reload()
    await field(page, words.code.label).fill(code)
    await isAt(page, `${START}/second-factor`)
    await page.reload()
    await field(page, words.secondFactor.label).fill('000000')
    await saysBeside(field(page, words.secondFactor.label), factorsTexts.code.wrong)
    await field(page, words.secondFactor.label).fill(await nextCode(world, person.key))
    await isAt(page, `${START}/new`)
    await field(page, words.choose.label).fill('password1')
    await button(page, words.choose.act).click()
    await saysBeside(field(page, words.choose.label), passwordTexts.problems.common)
    await field(page, words.choose.label).fill(NEW_PASSWORD)
    await button(page, words.choose.act).click()
    await heading(page, words.done.title).waitFor()
    await sees(page, words.done.withFactor.lead)
    await link(page, words.done.act).click()
    await isAt(page, '/sign-in')
    await enterName(page, person.username, person.password)
    await saysBeside(field(page, uiTexts.password.label), signInTexts.wrong)
    await enterName(page, person.username, NEW_PASSWORD)
    await isAt(page, '/sign-in/second-factor')
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await letIn(world, page, person, '/security/review')
    await link(page, reviewTexts.later).click()
    await isAt(page, '/dashboard')
    await sees(page, /^Withdrawals are held until/)
    await sees(page, dashboardTexts.look.title)
    assert.equal(await page.getByText(dashboardTexts.newDevice.title).count(), 0, 'the device stays known')
    await link(page, dashboardTexts.look.act).first().click()
    await isAt(page, '/security/review')
    await button(page, reviewTexts.act).click()
    await isAt(page, '/dashboard')
    await page.reload()
    await sees(page, /^Withdrawals are held until/)
    assert.equal(await page.getByText(dashboardTexts.look.title).count(), 0)
    await signOut(page, person.username)
    // It was looked through once.
    await signInByHand(world, page, renewed(person))
  })
  assert.equal(refusal(await person.browser.api.sessions.me()), 'sign-in-required')
})

test('a forgotten password by keys alone', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await page.goto('/sign-in')
    await heading(page, signInTexts.title).waitFor()
    await press(page, 'Enter', signInTexts.help, 'link')
    await heading(page, words.title).waitFor()
    const stops = await walk(page, 'help with credentials')
    assert.ok(stops.length >= 4, stops.join(', '))
    await press(page, 'Enter', words.password.act, 'link')
    await heading(page, words.ask.title).waitFor()
    await walk(page, 'address of a reset')
    await press(page, 'Enter', words.ask.act, 'button')
    await saysBeside(field(page, words.email), words.emailWrong)
    await page.keyboard.type(person.email)
    await page.keyboard.press('Enter')
    await isFocused(page, words.code.label)
    await walk(page, 'code of a reset')
    await world.mailTo(person.email, resetMail)
    await press(page, 'Enter', words.code.again, 'button')
    await sees(page, words.code.sent)
    await typeIn(page, words.code.label, codeIn(await world.mailTo(person.email, resetMail)))
    await isAt(page, `${START}/second-factor`)
    await isFocused(page, words.secondFactor.label)
    await walk(page, 'second factor of a reset')
    await typeIn(page, words.secondFactor.label, await nextCode(world, person.key))
    await isAt(page, `${START}/new`)
    await walk(page, 'new password of a reset')
    await typeIn(page, words.choose.label, NEW_PASSWORD)
    await page.keyboard.press('Enter')
    await heading(page, words.done.title).waitFor()
    await press(page, 'Enter', words.done.act, 'link')
    await isAt(page, '/sign-in')
    await typeIn(page, signInTexts.identifier, person.email)
    await typeIn(page, uiTexts.password.label, NEW_PASSWORD)
    await page.keyboard.press('Enter')
    await isFocused(page, signInTexts.factor.label)
    await page.keyboard.type(await nextCode(world, person.key))
    await letIn(world, page, person, '/security/review')
    await walk(page, 'review')
    await press(page, 'Enter', reviewTexts.act, 'button')
    await isAt(page, '/dashboard')
  })
})

test('a forgotten username is mailed, and signs in', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(
    portal,
    async ({ page }) => {
      await page.goto('/help-with-credentials')
      await link(page, words.username.act).click()
      await isAt(page, '/help-with-credentials/username')
      await button(page, words.remind.act).click()
      await saysBeside(field(page, words.email), words.emailWrong)
      await field(page, words.email).fill(person.email)
      await button(page, words.remind.act).click()
      await sees(page, words.remind.sent(person.email))
      const mail = await world.mailTo(person.email, ({ subject }) => subject.startsWith('Your username'))
      const [username] = mail.text.split('\n').filter((line) => line === person.username)
      assert.ok(username)
      await link(page, words.back).click()
      await enterName(page, username, person.password)
      await isAt(page, '/sign-in/second-factor')
    },
    PHONE,
  )
})

test('an address that nobody has sees the same pages, up to a code that does not come', async () => {
  const { world } = portal
  const email = 'nobody-at-all@example.test'
  await visiting(portal, async ({ page }) => {
    await askByHand(page, email)
    await sees(page, words.code.lead(email))
    const mail = await world.mailTo(email)
    assert.doesNotMatch(mail.text, /^[0-9]{3} [0-9]{3}$/m)
    for (let n = 0; n < 4; n++) {
      await field(page, words.code.label).fill(`12345${n}`)
      await saysBeside(field(page, words.code.label), factorsTexts.code.wrongMail)
    }
    await field(page, words.code.label).fill('123459')
    await sees(page, words.ask.ended)
  })
})

test('an account without a second factor gets its new password by the mailbox alone, and adds one', async () => {
  const { world } = portal
  const begun = await beginSignUp(world)
  await visiting(portal, async ({ page }) => {
    await askByHand(page, begun.email)
    await field(page, words.code.label).fill(codeIn(await world.mailTo(begun.email, resetMail)))
    await isAt(page, `${START}/new`)
    await field(page, words.choose.label).fill(NEW_PASSWORD)
    await button(page, words.choose.act).click()
    await sees(page, words.done.withoutFactor.lead)
    await link(page, words.done.act).click()
    await enterName(page, begun.username, NEW_PASSWORD)
    await isAt(page, '/sign-in/email-code')
  })
})

test('going back, giving up and coming late change nothing and say what to do', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async ({ page }) => {
    await proveByHand(world, page, person)
    // Back is the page of a step that is done: the one that is asked now opens.
    await page.goBack()
    await isAt(page, `${START}/new`)
    await button(page, words.choose.leave).click()
    await isAt(page, '/sign-in')
    await page.goto(`${START}/new`)
    await sees(page, words.ask.ended)
    await confirmByHand(world, page, person)
    await world.pass(11 * 60_000)
    await field(page, words.secondFactor.label).fill(await nextCode(world, person.key))
    await sees(page, words.ask.ended)
    await signInByHand(world, page, person)
  })
})

test('by a texted code the new password waits a day: said before, shown in a session, stopped by the link', async () => {
  const { world } = portal
  const person = await signUp(world)
  const account = await accountOf(world.database, person.username)
  const number = '+33612345670'
  const address = { mailbox: '', number }
  await seed(world, { account, method: 'sms-code', purposes: ['sign-in'], address })
  await visiting(portal, async ({ page }) => {
    await confirmByHand(world, page, person)
    const others = page.getByRole('region', { name: factorsTexts.useElse })
    await others.getByRole('button', { name: factorsTexts.names['sms-code'] }).click()
    await sees(page, words.secondFactor.waits)
    await assertAccessible(page, 'a texted code for a new password')
    const { text } = await world.textTo(number, (one) => one.text.includes('to choose a new password'))
    await field(page, factorsTexts.sent.label['sms-code']).fill(/\b[0-9]{6}\b/.exec(text)![0])
    await isAt(page, `${START}/new`)
    await sees(page, words.choose.leadWaits('24 hours'))
    await page.reload()
    await sees(page, words.choose.leadWaits('24 hours'))
    await field(page, words.choose.label).fill(NEW_PASSWORD)
    await button(page, words.choose.act).click()
    await heading(page, words.done.waits.title).waitFor()
    await assertAccessible(page, 'a new password that waits')
    await assertWellFormed(page, 'a new password that waits')
    await page.goto(`${START}/new`)
    await isAt(page, START)
  })
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/password')
    await button(page, passwordTexts.waiting.cancel).waitFor()
    await assertAccessible(page, 'a new password that waits, inside')
    const mail = await world.mailTo(person.email, ({ subject }) => subject.startsWith('A new password at'))
    await page.goto(/\/stop\/[\w-]{43}/.exec(mail.text)![0])
    await heading(page, stopTexts.what.password).waitFor()
    await button(page, stopTexts.act).click()
    await sees(page, stopTexts.cancelledAtDoor)
    await page.goto('/security/password')
    await field(page, passwordTexts.current).waitFor()
    assert.equal(await button(page, passwordTexts.waiting.cancel).count(), 0)
  })
})
