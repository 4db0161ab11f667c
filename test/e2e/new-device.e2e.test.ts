// A second browser of a client: it waits for one more proof, is let in or turned away from the first; and a sign-in that
// was somebody else's is ended by the link of its mail.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { devicesTexts } from '../../web/portal/devices/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { withCodes } from '../kit/methods.ts'
import { type Person, signUp } from '../kit/person.ts'
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
  sees,
  signInByHand,
} from './hands.ts'
import {
  assertAccessible,
  assertWellFormed,
  DESKTOP,
  openPortal,
  PHONE,
  type Portal,
  visiting,
} from './kit.ts'
import { later, radio } from './method-hands.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

async function upToDevice(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in')
  await enterName(page, person.username, person.password)
  await isAt(page, '/sign-in/second-factor')
  await field(page, signInTexts.factor.label).fill(await nextCode(portal.world, person.key))
  await isAt(page, '/sign-in/device')
  await heading(page, devicesTexts.door.title).waitFor()
}

/** A client at a desk that the account knows, and a second browser that waits to be let in. */
async function withWaiting(act: (desk: Page, phone: Page) => Promise<void>): Promise<void> {
  const person = await signUp(portal.world)
  await visiting(
    portal,
    async ({ page: desk }) => {
      await signInByHand(portal.world, desk, person)
      await visiting(
        portal,
        async ({ page: phone }) => {
          await upToDevice(phone, person)
          await desk.goto('/dashboard')
          await button(desk, devicesTexts.waiting.deny).waitFor()
          await assertWellFormed(desk, 'a sign-in that waits')
          await act(desk, phone)
        },
        PHONE,
      )
    },
    DESKTOP,
  )
}

test('let in from the desk, the waiting browser goes in by itself', async () => {
  await withWaiting(async (desk, phone) => {
    await button(desk, devicesTexts.waiting.approve).click()
    await isAt(phone, '/dashboard')
    await button(desk, devicesTexts.waiting.deny).waitFor({ state: 'detached' })
  })
})

test('turned away from the desk, the waiting browser is at the front door, and the desk is led to a new password', async () => {
  await withWaiting(async (desk, phone) => {
    await button(desk, devicesTexts.waiting.deny).click()
    await sees(desk, devicesTexts.waiting.denied.title)
    await assertAccessible(desk, 'a sign-in that was turned away')
    await isAt(phone, '/sign-in')
    await link(desk, devicesTexts.waiting.denied.act).click()
    await isAt(desk, '/security/password')
  })
})

test('the link of an alert ends every session, opens nothing, and leads to a new password', async () => {
  const { world } = portal
  const person = await signUp(world)
  await world.mailTo(person.email, ({ text }) => text.includes('/not-me/'))
  await visiting(portal, async ({ page }) => {
    await upToDevice(page, person)
    await letIn(world, page, person)
    const mail = await world.mailTo(person.email, ({ text }) => text.includes('/not-me/'))
    await page.goto(/\/not-me\/[A-Za-z0-9_-]{43}/.exec(mail.text)![0])
    await button(page, devicesTexts.notMe.act).click()
    await sees(page, devicesTexts.notMe.done.title)
    await link(page, devicesTexts.notMe.done.act).click()
    await isAt(page, '/help-with-credentials/password')
    await page.goto('/dashboard')
    await isAt(page, '/sign-in')
    await page.goto(/\/not-me\/[A-Za-z0-9_-]{43}/.exec(mail.text)![0])
    await sees(page, devicesTexts.notMe.gone.title)
  })
})

test('a forgotten PIN is replaced after a day, which is shown and can be stopped', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/pin')
    await button(page, pinTexts.change.forgotten).click()
    await heading(page, pinTexts.reset.title).waitFor()
    await field(page, pinTexts.change.next).fill('935061')
    await field(page, pinTexts.again).fill('935061')
    await button(page, pinTexts.reset.act).click()
    const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('Your code for an act'))
    await field(page, factorsTexts.sent.label['email-code']).fill(codeIn(mail))
    await field(page, factorsTexts.code.label).fill(await nextCode(world, person.key))
    await button(page, pinTexts.reset.cancel).waitFor()
    await assertAccessible(page, 'a PIN that waits')
    await button(page, pinTexts.reset.cancel).click()
    await sees(page, pinTexts.reset.cancelled)
    await button(page, pinTexts.reset.cancel).waitFor({ state: 'detached' })
  })
})

test('with a second method a forgotten PIN is replaced at once; with one there is nothing to choose', async () => {
  const { world } = portal
  const begun = await signUp(world)
  const words = pinTexts.reset
  const forget = async (page: Page) => {
    await page.goto('/security/pin')
    await button(page, pinTexts.change.forgotten).click()
    await heading(page, words.title).waitFor()
  }
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, begun.browser)
    await forget(page)
    await sees(page, words.onlyOne)
    assert.equal(await page.getByRole('radio').count(), 0)
  })
  const { id, codes } = await withCodes(world, begun)
  const person = await later(world, begun, 24 * 3_600_000)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await forget(page)
    await field(page, pinTexts.change.next).fill('935061')
    await field(page, pinTexts.again).fill('935061')
    await radio(page, words.how.two.label).check()
    await field(page, words.second).selectOption(id)
    await assertAccessible(page, 'a PIN replaced at once')
    await button(page, words.act).click()
    const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('Your code for an act'))
    await field(page, factorsTexts.sent.label['email-code']).fill(codeIn(mail))
    await field(page, factorsTexts.backup.label).fill(codes[1]!)
    await page.keyboard.press('Enter')
    await field(page, factorsTexts.code.label).fill(await nextCode(world, person.key))
    await sees(page, words.done)
    assert.equal(await button(page, words.cancel).count(), 0)
  })
  await world.mailTo(person.email, ({ subject }) => subject.includes('PIN was replaced'))
})
