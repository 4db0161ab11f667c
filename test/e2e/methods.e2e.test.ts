// Keys, passkeys, an authenticator program and a mailbox, by a client’s own hands: added, and asked at sign-in and for
// changes.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { factorsTexts } from '../../web/factors/texts.ts'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { securityTexts } from '../../web/portal/security/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { PASSWORD, PIN, signUp } from '../kit/person.ts'
import { codeIn } from '../kit/world.ts'
import {
  beginToFactor,
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
  signOut,
} from './hands.ts'
import { assertHeld, isFocused, press, typeIn, walk } from './keys.ts'
import { openPortal, type Portal, tabTo, visiting } from './kit.ts'
import { addKey, enter, giveBoth, giveCode, later, radio, row } from './method-hands.ts'
import { plugIn } from './virtual-key.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const HOUR = 3_600_000

test('a security key and a passkey are added, told apart, and sign in and approve with one press', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    const passkey = await plugIn(page, { kind: 'passkey', synced: true })
    await addKey(world, page, person, { kind: 'passkey', name: 'Laptop' })
    assert.equal(await passkey.count(), 1)
    await passkey.remove()
    const key = await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await page.goto('/security/methods')
    await row(page, 'Desk key').getByText(methodsTexts.bound, { exact: true }).waitFor()
    await row(page, 'Laptop').getByText(methodsTexts.synced, { exact: true }).waitFor()

    // The same key once more: said in words, and nothing is lost.
    await page.goto('/security/methods/add/key')
    await radio(page, factorsTexts.kinds['security-key'].label).check()
    await button(page, addTexts.key.act).click()
    await sees(page, factorsTexts.key.trouble.registered)

    await signOut(page, person.username)
    await enter(page, person)
    await heading(page, signInTexts.factor.titles.webauthn).waitFor()
    await button(page, factorsTexts.key.ask).click()
    await letIn(world, page, person)

    // From a day later it approves changes too.
    const grown = await later(world, person, 25 * HOUR)
    await carry(visit, grown.browser)
    await page.goto('/security/sessions')
    await button(page, sessionsTexts.idle.change).click()
    await field(page, sessionsTexts.idle.label).selectOption({ label: '1 hour' })
    await button(page, sessionsTexts.idle.act).click()
    await sees(page, /Desk key/)
    await button(page, stepUpTexts.approveWithKey).click()
    await sees(page, sessionsTexts.idle.done('1 hour'))
    assert.equal(await key.count(), 1)
  })
})

test('until a key is a day old it is not asked for changes; the authenticator is', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Young key' })
    await page.goto('/security/sessions')
    await button(page, sessionsTexts.idle.change).click()
    await field(page, sessionsTexts.idle.label).selectOption({ label: '1 hour' })
    await button(page, sessionsTexts.idle.act).click()
    await giveCode(world, page, person)
    await sees(page, sessionsTexts.idle.done('1 hour'))
  })
})

test('“Use something else” shows what this sign-in takes and nothing more; a key that is not there is said', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    const key = await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await signOut(page, person.username)
    await key.remove()
    await plugIn(page, { kind: 'security-key' })
    await enter(page, person)
    await button(page, factorsTexts.key.ask).click()
    await sees(page, factorsTexts.key.trouble.cancelled)
    const others = page.getByRole('region', { name: factorsTexts.useElse }).getByRole('button')
    assert.deepEqual(await others.allInnerTexts(), ['Authenticator app'])
    await others.first().click()
    await heading(page, signInTexts.factor.titles.totp).waitFor()
    assert.deepEqual(
      (await others.allInnerTexts()).map((text) => text.replaceAll(/\s+/g, ' ')),
      ['Security key or passkey Desk key'],
    )
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await letIn(world, page, person)
  })
})

test('a browser without keys says so, and offers the others', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await signOut(page, person.username)
    await page.addInitScript(() => {
      Object.defineProperty(window, 'PublicKeyCredential', { value: undefined })
    })
    await enter(page, person)
    await sees(page, factorsTexts.key.none)
    assert.equal(await button(page, factorsTexts.key.ask).count(), 0)
    await button(page, 'Authenticator app').click()
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await letIn(world, page, person)
    await page.goto('/security/methods/add')
    await sees(page, factorsTexts.key.trouble.unsupported)
    assert.equal(await link(page, addTexts.list.key.act).count(), 0)
  })
})

test('an account is opened with a passkey, and signs in with it', async () => {
  const { world } = portal
  const client = { username: 'opened.by.key', email: 'opened@example.test', password: PASSWORD }
  await visiting(portal, async ({ page }) => {
    await plugIn(page, { kind: 'passkey' })
    await beginToFactor(world, page, client)
    await button(page, signInTexts.enrol.choose.key.act).click()
    await button(page, signInTexts.enrol.key.act).click()
    await letIn(world, page, client)
    await signOut(page, client.username)
    await page.goto('/sign-in')
    await enterName(page, client.username, client.password)
    await button(page, factorsTexts.key.ask).click()
    await letIn(world, page, client)
  })
})

test('a second authenticator is added for funding, where it is the first; a third is proved by choice', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods/add/authenticator')
    await page.getByText(uiTexts.viewSetupKey, { exact: true }).click()
    const shown = await page.locator('.secret').getByRole('img').getAttribute('aria-label')
    const key = (shown ?? '').replaceAll(' ', '')
    await field(page, factorsTexts.authenticator.code).fill('000000')
    await sees(page, factorsTexts.code.wrong)
    await field(page, factorsTexts.authenticator.code).fill(await nextCode(world, key))
    await field(page, addTexts.name.label).fill('Funding phone')
    await radio(page, addTexts.use.purposes.funding.label).check()
    await button(page, addTexts.use.act).click()
    await giveBoth(world, page, person)
    await sees(page, addTexts.done.on('Funding phone', 'funding'))
    await link(page, addTexts.back).first().click()
    await row(page, 'Funding phone').getByText(methodsTexts.notAllowedWhy.secret('funding')).waitFor()

    await page.goto('/security/methods/add/authenticator')
    await page.getByText(uiTexts.viewSetupKey, { exact: true }).click()
    const next = await page.locator('.secret').getByRole('img').getAttribute('aria-label')
    const third = (next ?? '').replaceAll(' ', '')
    assert.notEqual(third, key)
    await field(page, factorsTexts.authenticator.code).fill(await nextCode(world, third))
    await radio(page, addTexts.use.purposes.funding.label).check()
    await radio(page, methodsTexts.ways.with('sign-in')).check()
    await sees(page, methodsTexts.ways.waits)
    await button(page, addTexts.use.act).click()
    await sees(page, 'After 24 hours; it can be cancelled until then')
    await giveBoth(world, page, person)
    await sees(page, /answers for funding from/)
  })
})

test('codes by email are added with words of warning, and wait where they are weaker', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods/add/email')
    await sees(page, addTexts.email.warning.title)
    await button(page, addTexts.email.send).click()
    const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('add this address'))
    await field(page, factorsTexts.sent.label['email-code']).fill(codeIn(mail))
    await sees(page, addTexts.use.only('waits'))
    await button(page, addTexts.use.act).click()
    await giveBoth(world, page, person)
    await link(page, addTexts.back).first().click()
    await row(page, addTexts.email.name).getByText(methodsTexts.onIn('24 h')).waitFor()
    await heading(page, methodsTexts.waiting.title).waitFor()
  })
})

test('codes by text message: the weakest last, a number that takes texts, and a code that comes', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods/add')
    await link(page, addTexts.list.sms.act).click()
    await sees(page, addTexts.sms.warning.title)
    const number = field(page, addTexts.sms.number.label)
    await button(page, addTexts.sms.send).click()
    await saysBeside(number, addTexts.sms.number.missing)
    await number.fill('+33 1 42 68 53 00')
    await button(page, addTexts.sms.send).click()
    await saysBeside(number, addTexts.sms.number.problems['takes-no-texts'])
    await number.fill('+33 6 12 34 56 78')
    await button(page, addTexts.sms.send).click()
    const text = await world.textTo('+33612345678')
    const code = /[0-9]{6}/.exec(text.text)![0]
    await field(page, factorsTexts.sent.label['sms-code']).fill(code)
    await radio(page, addTexts.use.purposes['sign-in'].label).waitFor()
    await button(page, addTexts.use.act).click()
    await giveBoth(world, page, person)
    await link(page, addTexts.back).first().click()
    await row(page, addTexts.sms.name).getByText('+33 •• •• 78', { exact: false }).waitFor()
  })
})

test('the check-up says what is missing and weak, and leads to where it is mended', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    const { strongest, spare, codes } = securityTexts.checkUp
    const point = (name: string) => page.locator('.points > li').filter({ hasText: name })
    await page.goto('/security')
    await point(strongest.name).getByText(strongest.bad, { exact: true }).waitFor()
    await point(spare.name).getByText(spare.text(1)).waitFor()
    await point(codes.name).getByText(codes.text(0)).waitFor()
    await link(page, strongest.act).click()
    await isAt(page, '/security/methods/add')
    await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await page.goto('/security')
    await point(strongest.name).getByText(strongest.good, { exact: true }).waitFor()
    await point(spare.name).getByText(spare.text(2)).waitFor()
  })
})

test('a passkey signs in alone once it is a day old; before, it asks for the password too', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    const passkey = await plugIn(page, { kind: 'passkey' })
    await addKey(world, page, person, { kind: 'passkey', name: 'Laptop' })
    await signOut(page, person.username)
    await page.goto('/sign-in')
    await button(page, signInTexts.passkey.act).click()
    await sees(page, signInTexts.passkey.passwordToo)
    await world.pass(25 * HOUR)
    await button(page, signInTexts.passkey.act).click()
    await letIn(world, page, person)
    assert.equal(await passkey.count(), 1)
  })
})

test('a method is added and managed by keyboard alone', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await page.goto('/security/methods')
    await heading(page, methodsTexts.title).waitFor()
    await button(page, methodsTexts.manageOf('Authenticator app')).waitFor()
    await walk(page, 'methods')
    await press(page, 'Enter', methodsTexts.add, 'link')
    await heading(page, addTexts.list.title).waitFor()
    await walk(page, 'what can be added')
    await press(page, 'Enter', addTexts.list.key.act, 'link')
    await heading(page, addTexts.key.title).waitFor()
    await walk(page, 'a new key')
    await press(page, 'ArrowDown', /^Passkey/, 'radio')
    await typeIn(page, addTexts.name.label, 'Key by hand')
    await page.keyboard.press('Enter')
    await button(page, addTexts.use.act).waitFor()
    await walk(page, 'the use of a key')
    await press(page, 'Enter', addTexts.use.act, 'button')
    await isFocused(page, factorsTexts.pin.label)
    await assertHeld(page)
    await tabTo(page, factorsTexts.pin.label)
    await page.keyboard.type(PIN)
    await page.keyboard.press('Enter')
    await isFocused(page, factorsTexts.code.label)
    await assertHeld(page)
    await tabTo(page, factorsTexts.code.label)
    await page.keyboard.type(await nextCode(world, person.key))
    await sees(page, addTexts.done.on('Key by hand', 'sign-in'))
    await press(page, 'Enter', addTexts.back, 'link')
    await heading(page, methodsTexts.title).waitFor()
    await press(page, 'Enter', methodsTexts.manageOf('Key by hand'), 'button')
    await walk(page, 'a method that is managed')
    await typeIn(page, methodsTexts.rename.label, 'Key on the desk')
    await page.keyboard.press('Enter')
    await heading(page, /^Key on the desk/).waitFor()
    await press(page, 'Enter', methodsTexts.remove, 'button')
    await press(page, 'Enter', methodsTexts.acts.remove('', '').leave, 'button')
    await press(page, 'Space', methodsTexts.closeOf('Key on the desk'), 'button')
    await field(page, methodsTexts.rename.label).waitFor({ state: 'detached' })

    await page.goto('/sign-in')
    await enterName(page, person.username, person.password)
    await isFocused(page, factorsTexts.key.ask, 'button')
    await walk(page, 'second factor with a key')
    await press(page, 'Enter', 'Authenticator app', 'button')
    await isFocused(page, signInTexts.factor.label)
    await press(page, 'Enter', /^Security key or passkey/, 'button')
    await isFocused(page, factorsTexts.key.ask, 'button')
    await page.keyboard.press('Enter')
    await letIn(world, page, person)
  })
})
