// Every place of the portal, and how it is reached: by the shortest way that is still a client's.

import type { Page } from 'playwright-core'
import { factorsTexts } from '../../web/factors/texts.ts'
import { activityTexts } from '../../web/portal/activity/texts.ts'
import { approvalsTexts } from '../../web/portal/approvals/texts.ts'
import { contactsTexts } from '../../web/portal/contacts/texts.ts'
import { dashboardTexts } from '../../web/portal/dashboard/texts.ts'
import { devicesTexts } from '../../web/portal/devices/texts.ts'
import { helpTexts } from '../../web/portal/help/texts.ts'
import { identitiesTexts } from '../../web/portal/identities/texts.ts'
import { messagesTexts } from '../../web/portal/messages/texts.ts'
import { addTexts } from '../../web/portal/methods/add-texts.ts'
import { stopTexts } from '../../web/portal/methods/stop-texts.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { passwordTexts } from '../../web/portal/password/texts.ts'
import { pinTexts } from '../../web/portal/pin/texts.ts'
import { securityTexts } from '../../web/portal/security/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { settingsTexts } from '../../web/portal/settings/texts.ts'
import { settingsLockTexts } from '../../web/portal/settings-lock/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { signUpTexts } from '../../web/portal/sign-up/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { beginSignUp, must, PASSWORD, type Person, signIn, signUp } from '../kit/person.ts'
import { askedOf } from '../kit/platform.ts'
import { codeIn, type World } from '../kit/world.ts'
import {
  beginByHand,
  beginToFactor,
  beginToPin,
  button,
  carry,
  chooseApp,
  enterName,
  field,
  heading,
  isAt,
  nextCode,
  saysBeside,
} from './hands.ts'
import type { Visit } from './kit.ts'
import { askEndOthers, askForCode, askIdle, askPassword, showCodes } from './places-hands.ts'
import { AFTER_RESET, RESET_PLACES } from './places-reset.ts'

export type Place = {
  readonly name: string
  readonly title: string
  /** A state of another place, which has that one's title. */
  readonly of?: string
  open(world: World, visit: Visit): Promise<void>
}

let strangers = 0
const stranger = () => {
  const username = `stranger-${++strangers}`
  return { username, email: `${username}@example.test`, password: PASSWORD }
}

/** One client a world, with a second session that was not seen before: pages are looked at, not changed. */
const clients = new WeakMap<World, Promise<Person>>()
export function clientOf(world: World): Promise<Person> {
  const made =
    clients.get(world) ??
    (async () => {
      const person = await signUp(world)
      await signIn(world, person)
      return person
    })()
  clients.set(world, made)
  return made
}

async function atCode(world: World, page: Page): Promise<{ readonly email: string }> {
  const { email } = stranger()
  await page.goto('/sign-up')
  await field(page, signUpTexts.email.label).fill(email)
  await button(page, signUpTexts.email.act).click()
  await heading(page, signUpTexts.code.title).waitFor()
  return { email }
}

async function atSecondFactor(world: World, page: Page): Promise<void> {
  const person = await clientOf(world)
  await page.goto('/sign-in')
  await enterName(page, person.username, person.password)
  await isAt(page, '/sign-in/second-factor')
}

/** A sign-up that stopped before the authenticator, taken up again. */
async function atEmailCode(world: World, page: Page): Promise<{ readonly email: string }> {
  const begun = await beginSignUp(world)
  await page.goto('/sign-in')
  await enterName(page, begun.username, begun.password)
  await isAt(page, '/sign-in/email-code')
  return begun
}

const titled = (title: string) => uiTexts.titleOf(title)

export const DOOR_PLACES: readonly Place[] = [
  {
    name: 'Sign in',
    title: titled(signInTexts.title),
    async open(_world, { page }) {
      await page.goto('/sign-in')
    },
  },
  {
    name: 'Sign in, refused',
    title: titled(signInTexts.title),
    of: 'Sign in',
    async open(world, { page }) {
      const person = await clientOf(world)
      await page.goto('/sign-in?ended=yes')
      await enterName(page, person.username, 'not the password')
      await saysBeside(field(page, uiTexts.password.label), signInTexts.wrong)
    },
  },
  {
    name: 'Second factor',
    title: titled(signInTexts.factor.titles.totp),
    open: (world, { page }) => atSecondFactor(world, page),
  },
  {
    name: 'Second factor, refused',
    title: titled(signInTexts.factor.titles.totp),
    of: 'Second factor',
    async open(world, { page }) {
      await atSecondFactor(world, page)
      await field(page, signInTexts.factor.label).fill('000000')
      await saysBeside(field(page, signInTexts.factor.label), factorsTexts.code.wrong)
    },
  },
  {
    name: 'A new device',
    title: titled(devicesTexts.door.title),
    async open(world, { page }) {
      await atSecondFactor(world, page)
      const { key } = await clientOf(world)
      await field(page, signInTexts.factor.label).fill(await nextCode(world, key))
      await isAt(page, '/sign-in/device')
    },
  },
  {
    name: 'Link of an alert',
    title: titled(devicesTexts.notMe.title),
    async open(world, { page }) {
      const { email } = await signUp(world)
      const mail = await world.mailTo(email, ({ text }) => text.includes('/not-me/'))
      await page.goto(/\/not-me\/\S+/.exec(mail.text)![0])
      await button(page, devicesTexts.notMe.act).waitFor()
    },
  },
  {
    name: 'Code by email',
    title: titled(signInTexts.email.title),
    async open(world, { page }) {
      await atEmailCode(world, page)
    },
  },
  {
    name: 'Authenticator, taken up again',
    title: titled(signInTexts.enrol.app.title),
    of: 'Authenticator',
    async open(world, { page }) {
      const { email } = await atEmailCode(world, page)
      const mail = await world.mailTo(email, ({ subject }) => subject.startsWith('Your code to sign in'))
      await field(page, signInTexts.email.label).fill(codeIn(mail))
      await isAt(page, '/sign-in/first-factor')
      await chooseApp(page)
    },
  },
  {
    name: 'Open an account',
    title: titled(signUpTexts.email.title),
    async open(_world, { page }) {
      await page.goto('/sign-up')
    },
  },
  {
    name: 'Code of a sign-up',
    title: titled(signUpTexts.code.title),
    async open(world, { page }) {
      await atCode(world, page)
    },
  },
  {
    name: 'Username and password',
    title: titled(signUpTexts.password.title),
    async open(world, { page }) {
      const { email } = await atCode(world, page)
      await field(page, signUpTexts.code.label).fill(codeIn(await world.mailTo(email)))
      await isAt(page, '/sign-up/password')
      await field(page, uiTexts.password.label).fill('harbour wall')
    },
  },
  {
    name: 'Choice of a PIN',
    title: titled(pinTexts.choose.title),
    async open(world, { page }) {
      await beginToPin(world, page, stranger())
      await field(page, pinTexts.name).fill('123456')
      await field(page, pinTexts.again).fill('123456')
      await button(page, pinTexts.choose.act).click()
      await saysBeside(field(page, pinTexts.name), pinTexts.problems.common)
    },
  },
  {
    name: 'Choice of a second factor',
    title: titled(signInTexts.enrol.choose.title),
    async open(world, { page }) {
      await beginToFactor(world, page, stranger())
    },
  },
  {
    name: 'First key',
    title: titled(signInTexts.enrol.key.title),
    async open(world, { page }) {
      await beginToFactor(world, page, stranger())
      await button(page, signInTexts.enrol.choose.key.act).click()
    },
  },
  {
    name: 'Stop link that is over',
    title: titled(stopTexts.title),
    async open(_world, { page }) {
      await page.goto('/stop/not-a-token')
    },
  },
  {
    name: 'Authenticator',
    title: titled(signInTexts.enrol.app.title),
    async open(world, { page }) {
      await beginByHand(world, page, stranger())
      await page.getByText(uiTexts.viewSetupKey, { exact: true }).click()
    },
  },
  ...RESET_PLACES,
  {
    name: 'Help',
    title: titled(helpTexts.title),
    async open(_world, { page }) {
      await page.goto('/help')
    },
  },
  {
    name: 'An address that leads nowhere',
    title: titled(uiTexts.error.notFoundTitle),
    async open(_world, { page }) {
      await page.goto('/no/such/page')
    },
  },
]

/** A page behind the sign-in, with what a client does there first. */
function inner(
  name: string,
  path: string,
  title: string,
  then: (page: Page, world: World) => Promise<void> = () => Promise.resolve(),
  of?: string,
): Place {
  return {
    name,
    title: titled(title),
    ...(of !== undefined && { of }),
    async open(world, visit) {
      const person = await clientOf(world)
      await carry(visit, person.browser)
      await visit.page.goto(path)
      await heading(visit.page, title).waitFor()
      await then(visit.page, world)
    },
  }
}

/** Something of the platform that waits for the client, and its page. */
async function atApproval(world: World, visit: Visit): Promise<void> {
  const person = await clientOf(world)
  const { id } = await askedOf(world, person.username)
  await carry(visit, person.browser)
  await visit.page.goto(`/approvals/${id}`)
  await button(visit.page, approvalsTexts.one.approve).waitFor()
}

export const INNER_PLACES: readonly Place[] = [
  inner('Dashboard', '/dashboard', dashboardTexts.title),
  inner('Account menu', '/dashboard', dashboardTexts.title, openMenu, 'Dashboard'),
  ...AFTER_RESET,
  inner('Approvals', '/approvals', approvalsTexts.title),
  {
    name: 'An act to approve',
    title: titled(approvalsTexts.one.title),
    async open(world, visit) {
      await atApproval(world, visit)
    },
  },
  {
    name: 'Question of an approval',
    title: titled(approvalsTexts.one.title),
    of: 'An act to approve',
    async open(world, visit) {
      await atApproval(world, visit)
      await button(visit.page, approvalsTexts.one.approve).click()
      await askForCode(visit.page)
    },
  },
  inner('Security overview', '/security', securityTexts.title),
  inner('Authentication methods', '/security/methods', methodsTexts.title),
  inner('Managing a method', '/security/methods', methodsTexts.title, manage, 'Authentication methods'),
  inner('Security identities', '/security/identities', identitiesTexts.title),
  inner('Add a method', '/security/methods/add', addTexts.list.title),
  inner('Add a key', '/security/methods/add/key', addTexts.key.title),
  inner('Add an authenticator', '/security/methods/add/authenticator', addTexts.authenticator.title),
  inner('Add a mailbox', '/security/methods/add/email', addTexts.email.title, sendCode),
  inner('Use of a mailbox', '/security/methods/add/email', addTexts.email.title, chooseUse, 'Add a mailbox'),
  inner('Add a phone number', '/security/methods/add/sms', addTexts.sms.title),
  inner('Backup codes', '/security/methods/add/backup-codes', addTexts.codes.intro.title),
  {
    ...inner(
      'List of backup codes',
      '/security/methods/add/backup-codes',
      addTexts.codes.intro.title,
      showCodes,
    ),
    title: titled(addTexts.codes.title),
  },
  inner('PIN', '/security/pin', pinTexts.change.title),
  inner('Password', '/security/password', passwordTexts.title),
  inner('Question of a password change', '/security/password', passwordTexts.title, askPassword, 'Password'),
  inner('Settings lock', '/security/settings-lock', settingsLockTexts.title),
  inner('Sessions and devices', '/security/sessions', sessionsTexts.title),
  inner('End all others', '/security/sessions', sessionsTexts.title, askEndOthers, 'Sessions and devices'),
  inner(
    'Question of an idle time',
    '/security/sessions',
    sessionsTexts.title,
    askIdle,
    'Sessions and devices',
  ),
  inner('Activity', '/security/activity', activityTexts.title),
  inner('Messages', '/security/messages', messagesTexts.title, openMessage),
  inner('Settings', '/settings', settingsTexts.title),
  inner('Email and phone', '/settings/contacts', contactsTexts.title),
  inner('A new email', '/settings/contacts', contactsTexts.title, newEmail, 'Email and phone'),
  inner('Help, signed in', '/help', helpTexts.title, undefined, 'Help'),
  inner(
    'Nowhere, signed in',
    '/no/such/page',
    uiTexts.error.notFoundTitle,
    undefined,
    'An address that leads nowhere',
  ),
]

async function openMenu(page: Page, world: World): Promise<void> {
  await button(page, uiTexts.accountOf((await clientOf(world)).username)).click()
}

async function manage(page: Page): Promise<void> {
  await button(page, methodsTexts.manageOf('Authenticator app')).click()
  await field(page, methodsTexts.rename.label).waitFor()
}

async function sendCode(page: Page, world: World): Promise<void> {
  await mailedCode(page, world)
}

async function mailedCode(page: Page, world: World): Promise<string> {
  await button(page, addTexts.email.send).click()
  await field(page, factorsTexts.sent.label['email-code']).waitFor()
  const { email } = await clientOf(world)
  return codeIn(await world.mailTo(email, ({ subject }) => subject.includes('add this address')))
}

async function chooseUse(page: Page, world: World): Promise<void> {
  const code = await mailedCode(page, world)
  await field(page, factorsTexts.sent.label['email-code']).fill(code)
  await button(page, addTexts.use.act).waitFor()
}

async function newEmail(page: Page, world: World): Promise<void> {
  const said = contactsTexts.email
  const to = `place-${++moved}@example.test`
  await button(page, said.change).click()
  await field(page, said.label).fill(to)
  await button(page, contactsTexts.send).click()
  const code = codeIn(await world.mailTo(to))
  await page.getByRole('textbox').first().fill(code)
  await page.getByText(said.how.legend).waitFor()
}
let moved = 0

async function openMessage(page: Page, world: World): Promise<void> {
  must(await (await clientOf(world)).browser.api.messages.list({}))
  await page.locator('.message summary').first().click()
}
