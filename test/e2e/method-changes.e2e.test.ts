// Backup codes on paper, and what is turned off: what waits, and how it is stopped.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { activityTexts } from '../../web/portal/activity/texts.ts'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { stopTexts } from '../../web/portal/methods/stop-texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { securityTexts } from '../../web/portal/security/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { stepUpTexts } from '../../web/portal/step-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { accountOf, change } from '../api/rows.ts'
import { Browser } from '../kit/browser.ts'
import { withCodes } from '../kit/methods.ts'
import { must, type Person, signUp, startOn } from '../kit/person.ts'
import { button, carry, field, heading, isAt, letIn, link, nextCode, sees, signOut } from './hands.ts'
import { assertAccessible, assertWellFormed, openPortal, type Portal, visiting } from './kit.ts'
import { addKey, dialog, enter, giveBoth, giveCode, givePin, radio, row, shownCodes } from './method-hands.ts'
import { plugIn } from './virtual-key.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

/** One page in black on white, with every code and without whose they are. */
async function assertPaper(page: Page, person: Person, codes: readonly string[]): Promise<void> {
  const words = addTexts.codes
  await page.emulateMedia({ media: 'print', colorScheme: 'dark' })
  const inks = await page.evaluate(() => {
    const { backgroundColor, color } = getComputedStyle(document.body)
    return [backgroundColor, color]
  })
  assert.deepEqual(inks, ['rgb(255, 255, 255)', 'rgb(0, 0, 0)'], 'black on white, whatever the screen is')
  const paper = await page.locator('body').innerText()
  for (const said of [...codes, words.paper.how, words.paper.note]) assert.ok(paper.includes(said), said)
  for (const own of [person.username, person.email, words.finish, uiTexts.goodToKnow])
    assert.ok(!paper.includes(own), `the paper says ${own}`)
  const pdf = (await page.pdf({ preferCSSPageSize: true })).toString('latin1')
  assert.equal(pdf.match(/\/Type\s*\/Page\b/g)?.length, 1, 'one page')
  await page.emulateMedia({ media: 'screen', colorScheme: 'light' })
}

test('backup codes: kept on paper that names nobody, turned on with one of them, and they sign in once each', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods/add/backup-codes')
    const words = addTexts.codes
    await button(page, words.intro.act).click()
    await givePin(page)
    const codes = await shownCodes(page)
    assert.equal(codes.length, 10)
    await page.locator('.codes li').last().getByText(words.keep).waitFor()
    await button(page, words.finish).click()
    await sees(page, words.tickMissing)

    await assertPaper(page, person, codes)

    const [saved] = await Promise.all([page.waitForEvent('download'), button(page, words.download).click()])
    const text = await (await saved.createReadStream()).toArray()
    assert.ok(codes.every((code) => Buffer.concat(text).toString().includes(code)))

    await page.getByLabel(words.tick).check()
    await button(page, words.finish).click()
    await giveCode(world, page, person)
    await heading(page, words.uses.title).waitFor()
    await button(page, `${methodsTexts.turn.on}: ${words.uses['sign-in'].name}`).click()
    await givePin(page)
    await field(page, factorsTexts.backup.label).fill('1234-5678-9ABC')
    await button(page, stepUpTexts.next).click()
    await sees(page, new RegExp(factorsTexts.backup.wrong))
    // As it might be typed: small letters, no hyphens.
    await field(page, factorsTexts.backup.label).fill((codes[0] ?? '').toLowerCase().replaceAll('-', ' '))
    await page.keyboard.press('Enter')
    await giveCode(world, page, person)
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
    await letIn(world, page, person)
  })
})

test('a code is tested unspent, and a new list takes the place of the old one with a code of it', async () => {
  const { world } = portal
  const person = await signUp(world)
  const { codes: old } = await withCodes(world, person)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Backup codes')).click()
    const { test: testing } = methodsTexts.codes
    for (const [code, said] of [
      ['1234-5678-9ABC', testing.unknown],
      [old[0]!, testing.used],
      [old[1]!, testing.good],
    ] as const) {
      await field(page, testing.label).fill(code)
      await button(page, testing.act).click()
      await sees(page, said)
    }
    await assertAccessible(page, 'a code that is tested')
    await link(page, methodsTexts.codes.more).click()
    const words = addTexts.codes
    await radio(page, words.renewal.ways.code.label).waitFor()
    await assertAccessible(page, 'how a new list is proved')
    await button(page, words.intro.act).click()
    await givePin(page)
    const codes = await shownCodes(page)
    assert.ok(codes.length === 10 && !codes.includes(old[0]!))
    // Neither copied nor ticked: leaving is questioned, and staying loses nothing.
    let asked = ''
    page.once('dialog', (question) => {
      asked = question.message()
      void question.dismiss()
    })
    await link(page, addTexts.back).click()
    await page.locator('.codes').waitFor()
    assert.equal(asked, uiTexts.leaveQuestion)
    await page.getByLabel(words.tick).check()
    await button(page, words.finish).click()
    await dialog(page).waitFor()
    await field(page, factorsTexts.backup.label).fill(old[1]!)
    await page.keyboard.press('Enter')
    await giveCode(world, page, person)
    await heading(page, words.uses.title).waitFor()
    await sees(page, methodsTexts.codes.left(10))
  })
})

test('the last code makes a new list before it signs in', async () => {
  const { world } = portal
  const person = await signUp(world)
  const { codes: old } = await withCodes(world, person)
  for (const code of old.slice(1, 9)) {
    const browser = new Browser({ origin: world.origin })
    must(await startOn(browser, person))
    must(await browser.api.signIn.answer({ answer: { method: 'backup-code', code } }))
  }
  await visiting(portal, async (visit) => {
    const { page } = visit
    await enter(page, person)
    await button(page, 'Backup codes').click()
    await field(page, factorsTexts.backup.label).fill(old[9]!)
    await button(page, signInTexts.factor.act).click()
    await isAt(page, '/sign-in/new-list')
    await heading(page, signInTexts.newList.title).waitFor()
    const codes = await shownCodes(page)
    assert.ok(codes.length === 10 && !codes.includes(old[9]!))
    await assertAccessible(page, 'a new list at sign-in')
    await assertWellFormed(page, 'a new list at sign-in')
    await page.getByLabel(addTexts.codes.tick).check()
    await button(page, addTexts.codes.finish).click()
    await letIn(world, page, person)
  })
})

test('a lost key is suspended with one press and a code, and taken back by itself', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Desk key')).click()
    await button(page, methodsTexts.lost.actOf('Desk key')).click()
    await giveBoth(world, page, person)
    await row(page, 'Desk key').getByText(methodsTexts.suspended).waitFor()
    await sees(page, methodsTexts.waiting.what.lost('Desk key', ''))
    await button(page, methodsTexts.found.actOf('Desk key')).click()
    await givePin(page)
    await button(page, stepUpTexts.approveWithKey).click()
    await giveCode(world, page, person)
    await row(page, 'Desk key').getByText(methodsTexts.suspended).waitFor({ state: 'detached' })
    // Last, since a key is silent on a page that was checked.
    await button(page, methodsTexts.lost.actOf('Desk key')).click()
    await giveBoth(world, page, person)
    await row(page, 'Desk key').getByText(methodsTexts.suspended).waitFor()
    await assertAccessible(page, 'a method said to be lost')
  })
})

test('a method is renamed and asked first; turning it off with another waits, and is cancelled with one press', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await plugIn(page, { kind: 'security-key' })
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
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
    await giveBoth(world, page, person)
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
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Desk key')).click()
    await button(page, methodsTexts.remove).click()
    await sees(page, methodsTexts.ways.waits)
    await sees(page, methodsTexts.ways['at-once'])
    await button(page, methodsTexts.acts.remove('', '').act).last().click()
    await givePin(page)
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
    await addKey(world, page, person, { kind: 'security-key', name: 'Desk key' })
    await page.goto('/security/methods')
    await button(page, methodsTexts.manageOf('Authenticator app')).click()
    await button(page, methodsTexts.acts.off('Authenticator app', 'sign-in').title).click()
    await giveBoth(world, page, person)
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

test('a method that a stranger guessed at is closed to new devices: said on the page, in the check-up and at the door', async () => {
  const { world } = portal
  const person = await signUp(world)
  const account = await accountOf(world.database, person.username)
  await change(world.database, 'update holdfast.factor set guessed = 100 where account = $1', [account])
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/methods')
    await row(page, 'Authenticator app').getByText(methodsTexts.closed).waitFor()
    await assertAccessible(page, 'a method closed to new devices')
    await page.goto('/security')
    await sees(page, new RegExp(securityTexts.checkUp.closed.name))
    await assertAccessible(page, 'a check-up with a closed method')
  })
  await visiting(portal, async ({ page }) => {
    await enter(page, person)
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await sees(page, new RegExp(factorsTexts.code.closed))
    await assertAccessible(page, 'a code on a closed method')
  })
})
