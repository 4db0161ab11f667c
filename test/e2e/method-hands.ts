// What a client does with methods of proof, a few words each.

import type { Locator, Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { type Person, PIN, signIn } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { button, enterName, field, isAt, link, nextCode, sees } from './hands.ts'
import type { KeyLook } from './virtual-key.ts'
export const dialog = (page: Page): Locator => page.getByRole('dialog')
export const row = (page: Page, name: string): Locator =>
  page.locator('.methods > li').filter({ has: page.getByRole('heading', { name }) })
export const radio = (page: Page, label: string): Locator => page.getByRole('radio', { name: label })

export async function giveCode(world: World, page: Page, person: Person): Promise<void> {
  await dialog(page).waitFor()
  await field(page, factorsTexts.code.label).fill(await nextCode(world, person.key))
  await dialog(page).waitFor({ state: 'detached' })
}

/** The first step of a change of methods. */
export async function givePin(page: Page): Promise<void> {
  await dialog(page).waitFor()
  await field(page, factorsTexts.pin.label).fill(PIN)
  await page.keyboard.press('Enter')
}

/** What a change of methods asks for: the PIN, then the authenticator. */
export async function giveBoth(world: World, page: Page, person: Person): Promise<void> {
  await givePin(page)
  await giveCode(world, page, person)
}

/** The list on the screen, once it is there. */
export async function shownCodes(page: Page): Promise<string[]> {
  await page.locator('.codes .code').first().waitFor()
  return page.locator('.codes .code').allInnerTexts()
}

/** From the list of what can be added to the end, for sign-in, proved with the authenticator. */
export async function addKey(
  world: World,
  page: Page,
  person: Person,
  { kind, name }: { readonly kind: KeyLook['kind']; readonly name: string },
): Promise<void> {
  await page.goto('/security/methods/add')
  await link(page, addTexts.list.key.act).click()
  await radio(page, factorsTexts.kinds[kind].label).check()
  await field(page, addTexts.name.label).fill(name)
  await button(page, addTexts.key.act).click()
  await radio(page, addTexts.use.purposes['sign-in'].label).waitFor()
  await button(page, addTexts.use.act).click()
  await sees(page, name)
  await giveBoth(world, page, person)
  await sees(page, addTexts.done.on(name, 'sign-in'))
}

export async function enter(page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in')
  await enterName(page, person.username, person.password)
  await isAt(page, '/sign-in/second-factor')
}

/** A day later, in a new session of the same account. */
export async function later(world: World, person: Person, ms: number): Promise<Person> {
  await world.pass(ms)
  return { ...person, browser: await signIn(world, person) }
}
