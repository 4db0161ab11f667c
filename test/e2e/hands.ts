// What a client does in the portal with their own hands, a few words each. What is looked for is what a client looks
// for: labels and words of the texts, never the inside of a page.

import assert from 'node:assert/strict'
import { KeyObject } from 'node:crypto'
import type { Locator, Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { signUpTexts } from '../../web/portal/sign-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import type { Browser } from '../kit/browser.ts'
import { type Person, PIN } from '../kit/person.ts'
import { codeIn, type World } from '../kit/world.ts'
import { oathtool, type Visit } from './kit.ts'

export type Client = Pick<Person, 'username' | 'email' | 'password' | 'key'>

export const field = (page: Page, label: string): Locator => page.getByLabel(label, { exact: true })
export const button = (page: Page, name: string): Locator => page.getByRole('button', { name, exact: true })
export const link = (page: Page, name: string): Locator => page.getByRole('link', { name, exact: true })
export const heading = (page: Page, name: string | RegExp): Locator =>
  page.getByRole('heading', { name, ...(typeof name === 'string' && { exact: true }) })

/** Until these words stand on the page. */
export async function sees(page: Page, words: string | RegExp): Promise<void> {
  await page
    .getByText(words, { exact: typeof words === 'string' })
    .first()
    .waitFor()
}

/** Until the page with this path is open. The query is another matter. */
export async function isAt(page: Page, path: string): Promise<void> {
  await page.waitForURL((url) => url.pathname === path)
  await page.locator('h1').first().waitFor()
}

/** Until a refused field says these words: beside it, and when it is read aloud. */
export async function saysBeside(input: Locator, ...words: readonly string[]): Promise<void> {
  const refused = input.and(input.page().locator('[aria-invalid="true"]'))
  await refused.waitFor()
  const until = performance.now() + 5_000
  for (;;) {
    const said = await described(input)
    if (words.every((one) => said.includes(one)) && (await refused.count()) > 0) return
    assert.ok(performance.now() < until, `beside the field stands "${said}", not "${words.join('", "')}"`)
    await input.page().waitForTimeout(30)
  }
}

/** The hints and errors that belong to a control. */
export function described(input: Locator): Promise<string> {
  return input.evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .map((id) => document.getElementById(id)?.innerText ?? '')
      .join('\n'),
  )
}

/** What an authenticator with this key shows at this moment of the world. */
export const codeNow = (world: World, key: string): string => oathtool(key, world.now())

/** Time passes until the authenticator shows a code that was never used, with its whole half minute ahead. */
export async function nextCode(world: World, key: string): Promise<string> {
  await world.pass(30_000 - (world.now() % 30_000) + 1_000)
  return codeNow(world, key)
}

export async function enterName(page: Page, identifier: string, password: string): Promise<void> {
  await field(page, signInTexts.identifier).fill(identifier)
  await field(page, uiTexts.password.label).fill(password)
  await button(page, signInTexts.continue).click()
}

/** To where a sign-in leads: at once, or past the code that lets in a device that is not known. */
export async function letIn(
  world: Pick<World, 'mailTo'>,
  page: Page,
  { email }: Pick<Client, 'email'>,
  path = '/dashboard',
): Promise<void> {
  await page.waitForURL(({ pathname }) => pathname === '/sign-in/device' || pathname === path)
  if (new URL(page.url()).pathname !== path) {
    const mail = await world.mailTo(email, ({ subject }) => subject.startsWith('Approve a new device'))
    await field(page, factorsTexts.sent.label['email-code']).fill(codeIn(mail))
  }
  await isAt(page, path)
}

/** From the front door to where a sign-in leads. */
export async function signInByHand(world: World, page: Page, client: Client): Promise<void> {
  await page.goto('/sign-in')
  await enterName(page, client.username, client.password)
  await isAt(page, '/sign-in/second-factor')
  await field(page, signInTexts.factor.label).fill(await nextCode(world, client.key))
  await letIn(world, page, client)
}

/** At the choice of a first second factor. */
export async function chooseApp(page: Page): Promise<void> {
  await button(page, signInTexts.enrol.choose.app.act).click()
  await heading(page, signInTexts.enrol.app.title).waitFor()
}

/** Where a PIN is chosen. */
export async function choosePin(page: Page, pin = PIN): Promise<void> {
  await heading(page, pinTexts.choose.title).waitFor()
  await field(page, pinTexts.name).fill(pin)
  await field(page, pinTexts.again).fill(pin)
  await button(page, pinTexts.choose.act).click()
}

/** Sign-up up to the choice of a second factor, which is open afterwards. */
export async function beginToFactor(
  world: World,
  page: Page,
  chosen: Parameters<typeof beginToPin>[2],
): Promise<void> {
  await beginToPin(world, page, chosen)
  await choosePin(page)
  await isAt(page, '/sign-up/second-factor')
}

/** Sign-up up to the choice of a PIN. */
export async function beginToPin(
  world: World,
  page: Page,
  chosen: Pick<Client, 'username' | 'email' | 'password'>,
): Promise<void> {
  await page.goto('/sign-up')
  await field(page, signUpTexts.email.label).fill(chosen.email)
  await button(page, signUpTexts.email.act).click()
  await heading(page, signUpTexts.code.title).waitFor()
  await field(page, signUpTexts.code.label).fill(codeIn(await world.mailTo(chosen.email)))
  await isAt(page, '/sign-up/password')
  await field(page, signUpTexts.password.username).fill(chosen.username)
  await field(page, uiTexts.password.label).fill(chosen.password)
  await button(page, signUpTexts.password.act).click()
  await isAt(page, '/sign-up/pin')
}

/** The same, up to the authenticator. */
export async function beginByHand(
  world: World,
  page: Page,
  chosen: Parameters<typeof beginToFactor>[2],
): Promise<void> {
  await beginToFactor(world, page, chosen)
  await chooseApp(page)
}

export async function signOut(page: Page, person: string, how: 'stay' | 'forget' = 'stay'): Promise<void> {
  await button(page, uiTexts.accountOf(person)).click()
  await button(page, how === 'stay' ? uiTexts.account.signOut : uiTexts.account.signOutForget).click()
  await isAt(page, '/sign-in')
}

/** Gives a visit what the browser of a test holds: the session with its keys, or the sign-in that has begun. */
export async function carry(visit: Visit, browser: Browser): Promise<void> {
  await carryCookies(visit, browser)
  const { sessionKeys: keys } = browser
  if (!keys) return
  // The page that takes them is of the same origin; a visit that has opened one already stays there.
  if (!visit.page.url().startsWith(browser.origin)) await visit.page.goto('/plain.css')
  const sign = KeyObject.from(keys.sign).export({ format: 'jwk' }) as JsonWebKey
  const read = KeyObject.from(keys.read).export({ format: 'jwk' }) as JsonWebKey
  await visit.page.evaluate(putKeys, { session: keys.session, sign, read })
}

/** In the page: the keys of a session into the portal's store, as unable to leave it as those that it makes itself. */
async function putKeys(given: {
  readonly session: string
  readonly sign: JsonWebKey
  readonly read: JsonWebKey
}): Promise<void> {
  const curve = { name: 'ECDSA', namedCurve: 'P-256' }
  const mac = { name: 'HMAC', hash: 'SHA-256' }
  const sign = await crypto.subtle.importKey('jwk', given.sign, curve, false, ['sign'])
  const read = await crypto.subtle.importKey('jwk', given.read, mac, false, ['sign'])
  await new Promise<void>((resolve, reject) => {
    const opening = indexedDB.open('holdfast-session', 1)
    opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore('keys'))
    opening.addEventListener('error', () => reject(new Error('no store')))
    opening.addEventListener('success', () => {
      const change = opening.result.transaction('keys', 'readwrite')
      change.objectStore('keys').put({ session: given.session, sign, read }, 'session')
      change.addEventListener('complete', () => {
        opening.result.close()
        resolve()
      })
    })
  })
}

/** What a thief of cookies would get. */
export async function carryCookies(visit: Visit, browser: Pick<Browser, 'jar' | 'origin'>): Promise<void> {
  assert.ok(browser.jar.size > 0, 'there is nothing to carry')
  await visit.context.addCookies(
    [...browser.jar].map(([name, value]) => ({
      name,
      value,
      domain: new URL(browser.origin).hostname,
      path: '/',
      secure: true,
      httpOnly: true,
      sameSite: 'Strict' as const,
    })),
  )
}
