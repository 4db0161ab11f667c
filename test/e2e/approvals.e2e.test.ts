// An act of the platform on the portal: seen whole, approved with a proof, refused with one press, or too late.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { factorsTexts } from '../../web/factors/texts.ts'
import { approvalsTexts } from '../../web/portal/approvals/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { must, type Person, signUp } from '../kit/person.ts'
import { askedOf } from '../kit/platform.ts'
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
} from './hands.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

const words = approvalsTexts.one

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

const stateOf = async (person: Person, id: string): Promise<string> =>
  must(await person.browser.api.approvals.see({ id })).state

test('the dashboard says that something waits; every line is shown, and it is approved with a code', async () => {
  const { world } = portal
  const person = await signUp(world)
  const { id } = await askedOf(world, person.username)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/dashboard')
    await sees(page, approvalsTexts.waiting.title(1))
    await link(page, approvalsTexts.waiting.act).click()
    await isAt(page, `/approvals/${id}`)
    for (const line of [
      '5.25000000 BTC',
      'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq',
      words.purposes.funding,
    ])
      await sees(page, line)
    await button(page, words.approve).click()
    const dialog = page.getByRole('dialog')
    await heading(page, words.stepUp.title).waitFor()
    await dialog.getByText('5.25000000 BTC', { exact: true }).waitFor()
    const code = dialog.getByLabel(factorsTexts.code.label, { exact: true })
    await code.fill('000000')
    await saysBeside(code, factorsTexts.code.wrong)
    assert.equal(await stateOf(person, id), 'open')
    await button(page, words.stepUp.leave).click()
    await dialog.waitFor({ state: 'detached' })
    await button(page, words.approve).click()
    await code.fill(await nextCode(world, person.key))
    await sees(page, words.outcomeTexts.approved)
    assert.equal(await stateOf(person, id), 'approved')
    await link(page, words.all).click()
    await isAt(page, '/approvals')
    await sees(page, approvalsTexts.states.approved)
    await page.goto('/dashboard')
    await page.locator('.worth').waitFor()
    await page.waitForLoadState('networkidle')
    assert.equal(await page.getByText(approvalsTexts.waiting.title(1)).count(), 0)
  })
})

test('the address in the mail leads through the sign-in to the page, where one press refuses for good', async () => {
  const { world } = portal
  const person = await signUp(world)
  const { id } = await askedOf(world, person.username)
  const mail = await world.mailTo(person.email, ({ subject }) => subject.includes('asks you to approve'))
  const [address = ''] = /http\S+\/approvals\/\S+/.exec(mail.text) ?? []
  await visiting(portal, async ({ page }) => {
    await page.goto(address)
    await isAt(page, '/sign-in')
    await enterName(page, person.username, person.password)
    await isAt(page, '/sign-in/second-factor')
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await letIn(world, page, person, `/approvals/${id}`)
    assert.equal(await stateOf(person, id), 'open', 'opening its address decides nothing')
    await button(page, words.refuse).click()
    await sees(page, words.outcomeTexts.refused)
    assert.equal(await button(page, words.approve).count(), 0)
    assert.equal(await stateOf(person, id), 'refused')
  })
})

test('what another browser decided meanwhile is said, and what ran out offers nothing to press', async () => {
  const { world } = portal
  const person = await signUp(world)
  const [decided, late] = [await askedOf(world, person.username), await askedOf(world, person.username)]
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto(`/approvals/${decided.id}`)
    await button(page, words.approve).waitFor()
    must(await person.browser.api.approvals.refuse({ id: decided.id }))
    await button(page, words.approve).click()
    await sees(page, words.outcomeTexts.refused)
  })
  await world.pass(86_400_000)
  await visiting(portal, async (visit) => {
    const { page } = visit
    await page.goto(`/approvals/${late.id}`)
    await isAt(page, '/sign-in')
    await enterName(page, person.username, person.password)
    await isAt(page, '/sign-in/second-factor')
    await field(page, signInTexts.factor.label).fill(await nextCode(world, person.key))
    await letIn(world, page, person, `/approvals/${late.id}`)
    await sees(page, words.outcomeTexts.expired)
    assert.equal(await button(page, words.refuse).count(), 0)
  })
})
