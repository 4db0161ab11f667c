// Methods of proof by a client's own hands: keys and passkeys of the browser, an authenticator program, backup codes on
// paper; what is added, asked, turned off, and stopped by the link of a mail.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { activityTexts } from '../../web/portal/activity/texts.ts'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { stopTexts } from '../../web/portal/methods/stop-texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { PASSWORD, type Person, signIn, signUp } from '../kit/person.ts'
import { codeIn } from '../kit/world.ts'
import {
  beginToFactor,
  button,
  carry,
  enterName,
  field,
  heading,
  isAt,
  link,
  nextCode,
  sees,
  signOut,
} from './hands.ts'
import { assertAccessible, assertWellFormed, openPortal, type Portal, visiting } from './kit.ts'
import { plugIn } from './virtual-key.ts'

const HOUR = 3_600_000
const OLD = 25 * HOUR

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const dialog = (page: Page): Locator => page.getByRole('dialog')
const row = (page: Page, name: string): Locator =>
  page.locator('.methods > li').filter({ has: page.getByRole('heading', { name }) })
const radio = (page: Page, label: string): Locator => page.getByRole('radio', { name: label })

async function giveCode(page: Page, person: Person): Promise<void> {
  await dialog(page).waitFor()
  await field(page, factorsTexts.code.label).fill(await nextCode(portal.world, person.key))
  await dialog(page).waitFor({ state: 'detached' })
}

/** The list on the screen, once it is there. */
async function shownCodes(page: Page): Promise<string[]> {
  await page.locator('.codes .code').first().waitFor()
  return page.locator('.codes .code').allInnerTexts()
}

/** From the list of what can be added to the end, for sign-in, proved with the authenticator. */
async function addKey(page: Page, person: Person, kind: 'passkey' | 'security-key', name: string) {
  await page.goto('/security/methods/add')
  await link(page, addTexts.list.key.act).click()
  await radio(page, factorsTexts.kinds[kind].label).check()
  await field(page, addTexts.name.label).fill(name)
  await button(page, addTexts.key.act).click()
  await radio(page, addTexts.use.purposes['sign-in'].label).waitFor()
  await button(page, addTexts.use.act).click()
  await sees(page, name)
  await giveCode(page, person)
  await sees(page, addTexts.done.on(name, 'sign-in'))
}

async function enter(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in')
  await enterName(page, person.username, person.password)
  await isAt(page, '/sign-in/second-factor')
}

/** A day later, in a new session of the same account. */
async function later(person: Person, ms: number): Promise<Person> {
  await portal.world.pass(ms)
  return { ...person, browser: await signIn(portal.world, person) }
}

test('a security key and a passkey are added, told apart, and sign in and approve with one press', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    const passkey = await plugIn(page, { kind: 'passkey', synced: true })
    await addKey(page, person, 'passkey', 'Laptop')
    assert.equal(await passkey.count(), 1)
    await passkey.remove()
    const key = await plugIn(page, { kind: 'security-key' })
    await addKey(page, person, 'security-key', 'Desk key')
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
    await isAt(page, '/dashboard')

    // From a day later it approves changes too.
    const grown = await later(person, OLD)
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
    await addKey(page, person, 'security-key', 'Young key')
    await page.goto('/security/sessions')
    await button(page, sessionsTexts.idle.change).click()
    await field(page, sessionsTexts.idle.label).selectOption({ label: '1 hour' })
    await button(page, sessionsTexts.idle.act).click()
    await giveCode(page, person)
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
    await addKey(page, person, 'security-key', 'Desk key')
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
    await isAt(page, '/dashboard')
  })
})

test('a browser without keys says so, and offers the others', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(page, person, 'security-key', 'Desk key')
    await signOut(page, person.username)
    await page.addInitScript(() => {
      Object.defineProperty(window, 'PublicKeyCredential', { value: undefined })
    })
    await enter(page, person)
    await sees(page, factorsTexts.key.none)
    assert.equal(await button(page, factorsTexts.key.ask).count(), 0)
    await button(page, 'Authenticator app').click()
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await isAt(page, '/dashboard')
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
    await isAt(page, '/dashboard')
    await signOut(page, client.username)
    await page.goto('/sign-in')
    await enterName(page, client.username, client.password)
    await button(page, factorsTexts.key.ask).click()
    await isAt(page, '/dashboard')
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
    await giveCode(page, person)
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
    await giveCode(page, person)
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
    await giveCode(page, person)
    await link(page, addTexts.back).first().click()
    await row(page, addTexts.email.name).getByText(methodsTexts.onIn('24 h')).waitFor()
    await heading(page, methodsTexts.waiting.title).waitFor()
  })
})

test('backup codes: kept on paper that names nobody, turned on with one of them, and they sign in once each', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods/add/backup-codes')
    const words = addTexts.codes
    await button(page, words.intro.act).click()
    const codes = await shownCodes(page)
    assert.equal(codes.length, 10)
    await page.locator('.codes li').last().getByText(words.keep).waitFor()
    await button(page, words.finish).click()
    await sees(page, words.tickMissing)

    await page.emulateMedia({ media: 'print' })
    const paper = await page.locator('body').innerText()
    for (const said of [...codes, words.paper.how, words.paper.note]) assert.ok(paper.includes(said), said)
    for (const own of [person.username, person.email, words.finish, uiTexts.goodToKnow])
      assert.ok(!paper.includes(own), `the paper says ${own}`)
    const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
    assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, 'one page')
    await page.emulateMedia({ media: 'screen' })

    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, words.download).click()])
    const text = await (await saved.createReadStream()).toArray()
    assert.ok(codes.every((code) => Buffer.concat(text).toString().includes(code)))

    await page.getByLabel(words.tick).check()
    await button(page, words.finish).click()
    await giveCode(page, person)
    await heading(page, words.uses.title).waitFor()
    await button(page, `${methodsTexts.turn.on}: ${words.uses['sign-in'].name}`).click()
    await field(page, factorsTexts.backup.label).fill('1234-5678-9ABC')
    await button(page, stepUpTexts.next).click()
    await sees(page, new RegExp(factorsTexts.backup.wrong))
    // As it might be typed: small letters, no hyphens.
    await field(page, factorsTexts.backup.label).fill((codes[0] ?? '').toLowerCase().replaceAll('-', ' '))
    await page.keyboard.press('Enter')
    await giveCode(page, person)
    await sees(page, methodsTexts.codes.left(9))
    await link(page, words.uses.done).click()
    await row(page, 'Backup codes').getByText(methodsTexts.on, { exact: true }).first().waitFor()

    await signOut(page, person.username)
    for (const [at, sentence] of [
      [0, new RegExp(factorsTexts.backup.used)],
      [1, undefined],
    ] as const) {
      await enter(page, person)
      await button(page, 'Backup codes').click()
      await field(page, factorsTexts.backup.label).fill(codes[at] ?? '')
      await button(page, signInTexts.factor.act).click()
      if (sentence) await sees(page, sentence)
    }
    await isAt(page, '/dashboard')
  })
})

test('more codes are created with one of the old list, which is gone then', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods/add/backup-codes')
    const words = addTexts.codes
    await button(page, words.intro.act).click()
    const [first = ''] = await shownCodes(page)
    await page.getByLabel(words.tick).check()
    await button(page, words.finish).click()
    await giveCode(page, person)
    await link(page, words.uses.done).click()
    await button(page, methodsTexts.manageOf('Backup codes')).click()
    await button(page, methodsTexts.codes.more).click()
    await radio(page, methodsTexts.ways.itself('Backup codes')).waitFor()
    await button(page, methodsTexts.acts.remove('', '').act).click()
    await field(page, factorsTexts.backup.label).fill(first)
    await page.keyboard.press('Enter')
    await isAt(page, '/security/methods/add/backup-codes')
    await button(page, words.intro.act).click()
    const codes = await shownCodes(page)
    assert.ok(codes.length === 10 && !codes.includes(first))
    // Neither copied nor ticked: leaving is questioned, and staying loses nothing.
    let asked = ''
    page.once('dialog', (question) => {
      asked = question.message()
      void question.dismiss()
    })
    await link(page, addTexts.back).click()
    await page.locator('.codes').waitFor()
    assert.equal(asked, uiTexts.leaveQuestion)
  })
})

test('a method is renamed and asked first; turning it off with another waits, and is cancelled with one press', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(page, person, 'security-key', 'Desk key')
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Authenticator app')).click()
    await field(page, methodsTexts.rename.label).fill('Old phone')
    await button(page, methodsTexts.rename.act).click()
    await sees(page, methodsTexts.rename.done('Old phone'))
    await heading(page, /^Old phone/).waitFor()
    await button(page, methodsTexts.askFirstOf('Old phone', 'sign-in')).click()
    await sees(page, methodsTexts.askedFirst)

    // The key is young: nothing ripe would stay, so that it waits either way.
    await button(page, methodsTexts.acts.off('Old phone', 'sign-in').title).click()
    await sees(page, 'After 24 hours; it can be cancelled until then')
    await giveCode(page, person)
    await row(page, 'Old phone').getByText(methodsTexts.offIn('24 h')).waitFor()
    const what = methodsTexts.waiting.what.off('Old phone', 'sign-in')
    await heading(page, what).waitFor()
    await assertAccessible(page, 'a change that waits')
    await assertWellFormed(page, 'a change that waits')
    await button(page, methodsTexts.waiting.cancelOf(what)).click()
    await sees(page, methodsTexts.waiting.cancelled)
    await heading(page, what).waitFor({ state: 'detached' })
    await page.goto('/security/activity')
    await sees(page, activityTexts.events.changeCancelled('Old phone'))
    await sees(page, activityTexts.events.methodRenamed('Old phone', 'Authenticator app'))
  })
})

test('the only method for signing in is not turned off, and the page says what to do first', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Authenticator app')).click()
    await button(page, methodsTexts.remove).click()
    await sees(page, methodsTexts.refused['last-method'])
    assert.equal(await dialog(page).count(), 0)
  })
})

test('with the key itself it is removed at once, with another method it waits: said before it is chosen', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(page, person, 'security-key', 'Desk key')
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Desk key')).click()
    await button(page, methodsTexts.remove).click()
    await sees(page, methodsTexts.ways.waits)
    await sees(page, methodsTexts.ways['at-once'])
    await button(page, methodsTexts.acts.remove('', '').act).last().click()
    await sees(page, stepUpTexts.steps.itself('Desk key'))
    await button(page, stepUpTexts.approveWithKey).click()
    await sees(page, methodsTexts.acts.remove('Desk key', '').done)
    await row(page, 'Desk key').waitFor({ state: 'detached' })
  })
})

test('the link of a mail shows a change and stops it with a press, without a session; a second time there is none', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(page, person, 'security-key', 'Desk key')
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Authenticator app')).click()
    await button(page, methodsTexts.acts.off('Authenticator app', 'sign-in').title).click()
    await giveCode(page, person)
    await row(page, 'Authenticator app').getByText(methodsTexts.offIn('24 h')).waitFor()
  })
  const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('waits until'))
  const [path = ''] = /\/stop\/[\w-]{43}/.exec(mail.text) ?? []
  await visiting(portal, async ({ page }) => {
    await page.goto(path)
    await heading(page, stopTexts.what.off).waitFor()
    await assertAccessible(page, 'stop')
    await page.reload()
    await button(page, stopTexts.act).click()
    await sees(page, stopTexts.outcomes.cancelled.title)
    await page.reload()
    await sees(page, stopTexts.gone.title)
    await page.goto(`${path.slice(0, -1)}${path.endsWith('A') ? 'B' : 'A'}`)
    await sees(page, stopTexts.gone.title)
    await page.goto('/stop/not-a-token')
    await sees(page, stopTexts.gone.title)
  })
})
