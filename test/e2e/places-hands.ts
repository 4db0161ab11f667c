// What is pressed on a page to come to a place of it.

import type { Page } from 'playwright-core'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { passwordTexts } from '../../web/portal/password/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { PASSWORD } from '../kit/person.ts'
import { button, field, heading } from './hands.ts'
import { givePin } from './method-hands.ts'

const idle = sessionsTexts.idle

export async function askForCode(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('textbox').waitFor()
}

export async function showCodes(page: Page): Promise<void> {
  await button(page, addTexts.codes.intro.act).click()
  await givePin(page)
  await page.locator('.codes').waitFor()
}

export async function askPassword(page: Page): Promise<void> {
  await field(page, passwordTexts.current).fill(PASSWORD)
  await field(page, passwordTexts.new).fill('seven herons on the breakwater')
  await button(page, passwordTexts.act).click()
  await askForCode(page)
}

export async function askEndOthers(page: Page): Promise<void> {
  await button(page, sessionsTexts.endOthers).click()
  await heading(page, sessionsTexts.all.title).waitFor()
}

export async function askIdle(page: Page): Promise<void> {
  await button(page, idle.change).click()
  await field(page, idle.label).selectOption({ label: '1 hour' })
  await button(page, idle.act).click()
  await askForCode(page)
}
