// The places of a reset, from what was forgotten to what is looked through afterwards.

import type { Page } from 'playwright-core'
import { credentialsHelpTexts as words } from '../../web/portal/credentials-help/texts.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { reviewTexts } from '../../web/portal/review/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { type Person, signIn, signUp } from '../kit/person.ts'
import { NEW_PASSWORD, resetPassword } from '../kit/reset.ts'
import { codeIn, type World } from '../kit/world.ts'
import { button, carry, field, heading, isAt, nextCode, saysBeside } from './hands.ts'
import type { Place } from './places.ts'

const START = '/help-with-credentials/password'
const titled = (title: string): string => uiTexts.titleOf(title)

export const resetMail = ({ subject }: { readonly subject: string }): boolean =>
  subject.startsWith('Your code for a new password')

/** Up to the code, which is asked for. */
export async function askByHand(page: Page, email: string): Promise<void> {
  await page.goto(START)
  await field(page, words.email).fill(email)
  await button(page, words.ask.act).click()
  await heading(page, words.code.title).waitFor()
}

export async function confirmByHand(
  world: World,
  page: Page,
  { email }: Pick<Person, 'email'>,
): Promise<void> {
  await askByHand(page, email)
  await field(page, words.code.label).fill(codeIn(await world.mailTo(email, resetMail)))
  await isAt(page, `${START}/second-factor`)
}

export async function proveByHand(world: World, page: Page, person: Person): Promise<void> {
  await confirmByHand(world, page, person)
  await field(page, words.secondFactor.label).fill(await nextCode(world, person.key))
  await isAt(page, `${START}/new`)
}

/** At the door: each with a client of its own, who has an account. */
function place(
  name: string,
  title: string,
  open: (world: World, page: Page) => Promise<void>,
  of?: string,
): Place {
  return {
    name,
    title: titled(title),
    ...(of !== undefined && { of }),
    open: (world, { page }) => open(world, page),
  }
}

export const RESET_PLACES: readonly Place[] = [
  place('Help with credentials', words.title, async (_, page) => {
    await page.goto('/help-with-credentials')
  }),
  place('Forgotten username', words.remind.title, async (_, page) => {
    await page.goto('/help-with-credentials/username')
  }),
  place('Username on its way', words.remind.sentTitle, async (_, page) => {
    await page.goto('/help-with-credentials/username')
    await field(page, words.email).fill('somebody-with-a-long-name@some.long.example.test')
    await button(page, words.remind.act).click()
    await heading(page, words.remind.sentTitle).waitFor()
  }),
  place('Forgotten password', words.ask.title, async (_, page) => {
    await page.goto(START)
  }),
  place(
    'Forgotten password, ended',
    words.ask.title,
    async (_, page) => {
      await page.goto(`${START}?ended=yes`)
      await button(page, words.ask.act).click()
      await saysBeside(field(page, words.email), words.emailWrong)
    },
    'Forgotten password',
  ),
  place('Code of a reset', words.code.title, (_, page) => askByHand(page, 'nobody@example.test')),
  place('Second factor of a reset', words.secondFactor.title, async (world, page) =>
    confirmByHand(world, page, await signUp(world)),
  ),
  place('New password of a reset', words.choose.title, async (world, page) =>
    proveByHand(world, page, await signUp(world)),
  ),
  place('End of a reset', words.done.title, async (world, page) => {
    await proveByHand(world, page, await signUp(world))
    await field(page, words.choose.label).fill(NEW_PASSWORD)
    await button(page, words.choose.act).click()
    await heading(page, words.done.title).waitFor()
  }),
]

/** Behind the sign-in that follows a reset. */
function afterReset(name: string, path: string, title: string, of?: string): Place {
  return {
    name,
    title: titled(title),
    ...(of !== undefined && { of }),
    async open(world, visit) {
      const person = await signUp(world)
      await resetPassword(world, person)
      await carry(visit, await signIn(world, { ...person, password: NEW_PASSWORD }))
      await visit.page.goto(path)
      await heading(visit.page, title).waitFor()
    },
  }
}

export const AFTER_RESET: readonly Place[] = [
  afterReset('Review', '/security/review', reviewTexts.title),
  afterReset('Dashboard after a reset', '/dashboard', dashboardTexts.title, 'Dashboard'),
]
