// The log of an account in the portal: what is shown is chosen by keyboard, and stands in the address.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { activityTexts } from '../../web/portal/activity/texts.ts'
import { Browser } from '../kit/browser.ts'
import { signUp, startOn } from '../kit/person.ts'
import { button, carry, field, saysBeside, sees } from './hands.ts'
import { openPortal, type Portal, tabTo, visiting } from './kit.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const words = activityTexts.filter
const { events } = activityTexts

test('what is shown is chosen by keyboard, stands in the address, and one step back is one choice back', async () => {
  const { world } = portal
  const person = await signUp(world)
  await startOn(new Browser({ origin: world.origin }), { ...person, password: 'not the password' })
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/activity')
    await sees(page, events.opened)
    await tabTo(page, words.kind)
    await page.keyboard.type(words.kinds.failures)
    await tabTo(page, words.act, 'button')
    await page.keyboard.press('Enter')
    await sees(page, events.passwordWrong)
    await page.getByText(events.opened, { exact: true }).waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).search, '?kind=failures')
    await page.goBack()
    await sees(page, events.opened)
    assert.equal(await field(page, words.kind).inputValue(), '')
    // A link that was kept opens the same view; where nothing matches, one button leads back to everything.
    await page.goto('/security/activity?kind=approvals&from=2020-01-01')
    await sees(page, words.none.title)
    assert.equal(await field(page, words.from).inputValue(), '2020-01-01')
    await field(page, words.to).fill('2019-12-31')
    await button(page, words.act).click()
    await saysBeside(field(page, words.to), words.toEarly)
    await button(page, words.all).click()
    await sees(page, events.opened)
    assert.equal(new URL(page.url()).search, '')
  })
})
