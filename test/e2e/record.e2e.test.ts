// What the account keeps of what happened: the message centre beside the mailbox, and the log.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type AuditEventName, EVENTS } from '../../src/audit/events.ts'
import { activityTexts } from '../../web/portal/activity/texts.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { messagesTexts } from '../../web/portal/messages/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { Browser } from '../kit/browser.ts'
import { must, type Person, prove, signIn, signUp } from '../kit/person.ts'
import { writeLog } from '../kit/write-log.ts'
import { button, carry, link, sees } from './hands.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

/** What stands below in every mail, and not in the portal: links that do something, and the two paragraphs of the foot. */
const FOOT = /(?:\n\n[^\n]+:\nhttps?:\S+)*\n\n-- \n\n[^\n]+$/
const MAILED = ['A second factor', 'Signed in', 'Signed in', 'Idle time', 'Your address already'] as const

/** A client who has been mailed about most of what mails are sent for. */
async function mailedClient(): Promise<Person> {
  const { world } = portal
  const person = await signUp(world)
  await signIn(world, person)
  const asked = await person.browser.api.sessions.changeIdle({ minutes: 30 })
  assert.ok(!asked.ok && asked.problem.challenge)
  const challenge = asked.problem.challenge as Parameters<typeof prove>[3]
  const proof = await prove(world, person, person.browser, challenge)
  must(await person.browser.api.sessions.changeIdle({ minutes: 30 }, { proof }))
  must(await new Browser({ origin: world.origin }).api.signUp.start({ email: person.email }))
  for (const subject of MAILED) await world.mailTo(person.email, (mail) => mail.subject.startsWith(subject))
  return person
}

test('the message centre holds every mail that was sent, word for word, but the codes; reading lowers the count', async () => {
  const person = await mailedClient()
  const mails = portal.world.mails.filter(
    (mail) => mail.to === person.email && !/^(?:Your code|Approve a new device)/.test(mail.subject),
  )
  assert.equal(mails.length, MAILED.length)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/dashboard')
    await link(page, uiTexts.messages(mails.length)).click()
    const list = page.locator('.message')
    await list.first().waitFor()
    assert.equal(await list.count(), mails.length)
    const left = mails.map((mail) => `${mail.subject}\n\n${mail.text.trimEnd().replace(FOOT, '')}`)
    for (const message of await list.all()) {
      const subject = (await message.locator('.subject').textContent()) ?? ''
      await message.getByText(subject, { exact: true }).click()
      await sees(page, messagesTexts.mail.sent)
      const shown = await message.locator('.words p').allTextContents()
      assert.equal(shown.pop(), messagesTexts.mail.sent)
      const at = left.indexOf([subject, ...shown].join('\n\n'))
      assert.ok(at >= 0, `no such mail was sent: ${subject}: ${shown.join(' ')}`)
      left.splice(at, 1)
      await link(page, uiTexts.messages(left.length)).first().waitFor()
    }
    await page.reload()
    await sees(page, messagesTexts.lead)
    assert.equal(await page.getByText(messagesTexts.unread, { exact: true }).count(), 0)
    await page.goto('/dashboard')
    await sees(page, dashboardTexts.message.all)
    assert.equal(await page.getByText(dashboardTexts.message.unread).count(), 0)
  })
})

test('the activity lists everything that happened, in words, with where it came from', async () => {
  const { world } = portal
  const person = await signUp(world)
  const names = Object.keys(EVENTS) as AuditEventName[]
  const me = must(await person.browser.api.sessions.me())
  const from = { address: '198.51.100.9', place: 'Portugal', device: 'Firefox on Windows' }
  await writeLog(
    world,
    me.account,
    names.map((event) => ({ event, data: { ...from, action: 'password.change', count: 2, minutes: 30 } })),
  )
  const words = activityTexts.events
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/activity')
    // There are more kinds of events than lines on a page.
    await button(page, activityTexts.more).click()
    await sees(page, activityTexts.end)
    const lines = await page.locator('main li').allInnerTexts()
    assert.equal(
      lines.filter((line) => line.includes('Firefox on Windows, Portugal, 198.51.100.9')).length,
      names.length,
    )
    assert.deepEqual(
      lines.filter((line) => line.includes(words.unknown(''))),
      [],
    )
    for (const said of [
      words.opened,
      words.sessionsEnded(2),
      words.proofFailed(activityTexts.acts['password.change']),
    ])
      assert.ok(
        lines.some((line) => line.includes(said)),
        said,
      )
    assert.ok(lines.at(-1)?.includes(words.opened), 'the beginning is the last line')
  })
})

test('a long log is shown page by page, down to the day the account began', async () => {
  const { world } = portal
  const person = await signUp(world)
  const me = must(await person.browser.api.sessions.me())
  const data = { address: '198.51.100.9', place: '', device: 'Firefox on Windows' }
  await writeLog(
    world,
    me.account,
    Array.from({ length: 70 }, (_, at) => ({ event: 'session.ended', data: { ...data, count: at + 1 } })),
  )
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/activity')
    await sees(page, activityTexts.events.sessionsEnded(70))
    assert.equal(await page.getByText(activityTexts.end).count(), 0)
    await button(page, activityTexts.more).click()
    await sees(page, activityTexts.end)
    await sees(page, activityTexts.events.sessionsEnded(1))
    assert.equal((await page.locator('main li .cap').count()) >= 73, true)
  })
})

test('a page that stays open while someone else signs in in another tab shows nothing of the first account', async () => {
  const { world } = portal
  const [first, second] = [await mailedClient(), await signUp(world)]
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, first.browser)
    await page.goto('/security/messages')
    await page
      .locator('.message')
      .nth(MAILED.length - 1)
      .waitFor()
    await carry(visit, second.browser)
    await page.evaluate(() => window.dispatchEvent(new Event('visibilitychange')))
    await page.getByRole('button', { name: uiTexts.accountOf(second.username) }).waitFor()
    await page
      .locator('.message')
      .nth(MAILED.length - 1)
      .waitFor({ state: 'detached' })
    assert.equal(await page.getByRole('button', { name: uiTexts.accountOf(first.username) }).count(), 0)
  })
})
