// Email and phone by hand: both codes change the address at once; without the old mailbox it waits, and the link of the
// mail that went there stops it.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { contactsTexts as words } from '../../web/portal/contacts/texts.ts'
import { stopTexts } from '../../web/portal/methods/stop-texts.ts'
import { type Person, signUp } from '../kit/person.ts'
import { codeIn } from '../kit/world.ts'
import { button, carry, field, heading, isAt, link, nextCode, sees } from './hands.ts'
import { assertAccessible, assertWellFormed, openPortal, type Portal, visiting } from './kit.ts'
import { dialog, giveBoth, givePin, radio } from './method-hands.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

async function typeNew(page: Page, email: string): Promise<void> {
  await button(page, words.email.change).click()
  await field(page, words.email.label).fill('no address')
  await button(page, words.send).click()
  await sees(page, words.email.wrong)
  await field(page, words.email.label).fill(email)
  await button(page, words.send).click()
  const mail = await portal.world.mailTo(email)
  await page.getByLabel(/^Six-digit code from/).fill(codeIn(mail))
  await sees(page, words.email.how.legend)
}

test('an email is changed with codes from the new and the old mailbox, typed in the portal', async () => {
  const { world } = portal
  const person = await signUp(world)
  const email = `by-hand-${process.pid}@example.test`
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/settings')
    await link(page, words.link).click()
    await isAt(page, '/settings/contacts')
    await typeNew(page, email)
    await assertAccessible(page, 'new email')
    await button(page, words.email.act).click()
    await givePin(page)
    await field(page, factorsTexts.code.label).fill(await nextCode(world, person.key))
    const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('Your code for an act'))
    assert.match(mail.text, new RegExp(`New email: ${email}`))
    await field(page, factorsTexts.sent.label['email-code']).fill(codeIn(mail))
    await sees(page, words.email.done)
    await dialog(page).waitFor({ state: 'detached' })
    // The session goes on, under the new address.
    await page.goto('/settings')
    await sees(page, email)
  })
})

async function askWithoutOld(page: Page, person: Person, email: string): Promise<void> {
  await page.goto('/settings/contacts')
  await typeNew(page, email)
  await radio(page, words.email.how.lost.label).check()
  await button(page, words.email.act).click()
  await giveBoth(portal.world, page, person)
  await heading(page, words.waiting.what.email('lo•••@example.test')).waitFor()
}

test('without the old mailbox it waits, and the link that went there stops it; so does a press in the portal', async () => {
  const { world } = portal
  const person = await signUp(world)
  let path = ''
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await askWithoutOld(page, person, `lost-${process.pid}@example.test`)
    await assertAccessible(page, 'waiting email')
    const what = words.waiting.what.email('lo•••@example.test')
    await button(page, words.waiting.cancelOf(what)).click()
    await sees(page, words.waiting.cancelled)
    await world.mailTo(person.email, ({ subject }) => subject.includes('waits until'))
    await askWithoutOld(page, person, `lost-again-${process.pid}@example.test`)
    const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('waits until'))
    ;[path = ''] = /\/stop\/[\w-]{43}/.exec(mail.text) ?? []
  })
  await visiting(portal, async ({ page }) => {
    await page.goto(path)
    await heading(page, stopTexts.what.email).waitFor()
    await button(page, stopTexts.act).click()
    await sees(page, stopTexts.outcomes.cancelled.title)
  })
  assert.deepEqual((await person.browser.api.contacts.list()).ok, true)
})

test('a number is kept, then another one takes its place with a code from the first', async () => {
  const { world } = portal
  const person = await signUp(world)
  const [first, second] = ['+33612345601', '+33612345602']
  const type = async (page: Page, number: string, act: string) => {
    const { text } = await world.textTo(number, (one) => one.text.includes(act))
    await page.getByLabel(/^Six-digit code from/).fill(/: ([0-9]{6}) is/.exec(text)![1]!)
  }
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/settings/contacts')
    for (const number of [first, second]) {
      const isFirst = number === first
      await button(page, isFirst ? words.phone.set : words.phone.change).click()
      await field(page, words.phone.label).fill(number)
      await button(page, words.send).click()
      await type(page, number, 'to use this number')
      await button(page, isFirst ? words.phone.act.set : words.phone.act.change).click()
      if (!isFirst) await type(page, first, 'to give this number up')
      await giveBoth(world, page, person)
      await sees(page, `+33 •• •• 0${isFirst ? 1 : 2}`)
    }
    await assertAccessible(page, 'number')
    await assertWellFormed(page, 'number')
  })
})
