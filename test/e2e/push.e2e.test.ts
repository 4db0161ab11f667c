// Notices on a device, by hand: turned on by a press, sealed for this browser on their way, shown by the real service worker.
// The browser that tests run has no vendor behind it: what is put in the place of that is the address and the keys that a
// vendor gives out; a push service on loopback takes what is sent there, and the debugger hands it to the worker.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { BrowserContext, Page, Worker } from 'playwright-core'
import { MINUTE } from '../../src/lib/time.ts'
import { contactsTexts } from '../../web/portal/contacts/texts.ts'
import { signIn, signUp } from '../kit/person.ts'
import { type PushService, pushService, type SoftBrowser, softBrowser } from '../kit/push-service.ts'
import { button, carry, sees } from './hands.ts'
import { assertAccessible, assertWellFormed, openPortal, PHONE, type Portal, visiting } from './kit.ts'
import { dialog, giveCode } from './method-hands.ts'

const words = contactsTexts.push

let portal: Portal
let service: PushService
before(async () => {
  service = await pushService()
  await service.start()
  portal = await openPortal()
})
after(async () => {
  await portal.close()
  await service.stop()
})

/** The vendor's part: subscribing gives an address, as it would where there is one. */
async function withVendor(context: BrowserContext, browser: SoftBrowser): Promise<void> {
  await context.addInitScript((given: SoftBrowser['subscription']) => {
    const bytes = (text: string) =>
      Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (one) => one.charCodeAt(0)).buffer
    const made = (key: ArrayBuffer) => ({
      endpoint: given.endpoint,
      options: { userVisibleOnly: true, applicationServerKey: key },
      getKey: (name: 'p256dh' | 'auth') => bytes(given[name]),
      unsubscribe: () => Promise.resolve(sessionStorage.removeItem('vendor') === undefined),
    })
    const manager: object = PushManager.prototype
    Object.assign(manager, {
      subscribe(options: { readonly applicationServerKey: Uint8Array<ArrayBuffer> }) {
        sessionStorage.setItem('vendor', Array.from(options.applicationServerKey).join())
        return Promise.resolve(made(options.applicationServerKey.buffer))
      },
      getSubscription() {
        const key = sessionStorage.getItem('vendor')
        return Promise.resolve(key === null ? null : made(Uint8Array.from(key.split(',').map(Number)).buffer))
      },
    })
  }, browser.subscription)
}

/** As the browser does when a push has come and been opened. */
async function deliver(page: Page, origin: string, data: string): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const known = new Promise<string>((found) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const here = registrations.find(({ scopeURL }) => scopeURL === `${origin}/`)
      if (here) found(here.registrationId)
    })
  })
  await session.send('ServiceWorker.enable')
  const registrationId = await known
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId, data })
  await session.detach()
}

type Shown = { readonly title: string; readonly body: string; readonly tag: string; readonly data: unknown }
const shownOn = (page: Page): Promise<Shown[]> =>
  page.evaluate(async () => {
    const { getNotifications } = ServiceWorkerRegistration.prototype
    const notices = await getNotifications.call(await navigator.serviceWorker.ready)
    return notices.map(({ title, body, tag, data }) => ({ title, body, tag, data: data as unknown }))
  })

/** Presses the notice that is shown. No browser lets a program do that: the event is made, and where it leads is noted. */
const press = (worker: Worker): Promise<string[]> =>
  worker.evaluate(async () => {
    const given: unknown = globalThis
    const scope = given as {
      registration: ServiceWorkerRegistration
      clients: { openWindow(address: string): Promise<null> }
      dispatchEvent(event: Event): void
      NotificationEvent: new (name: string, about: { notification: Notification }) => Event
    }
    const opened: string[] = []
    scope.clients.openWindow = (address) => {
      opened.push(address)
      return Promise.resolve(null)
    }
    const [notification] = await scope.registration.getNotifications()
    if (notification === undefined) throw new Error('nothing is shown')
    scope.dispatchEvent(new scope.NotificationEvent('notificationclick', { notification }))
    for (let round = 0; round < 100 && opened.length === 0; round++)
      await new Promise((next) => setTimeout(next, 10))
    return opened
  })

test('notices are turned on by a press, reach the worker sealed, are shown, and lead to the messages alone', async () => {
  const { world } = portal
  const person = await signUp(world)
  const vendor = softBrowser(`${service.origin}/to/this-browser`)
  await visiting(portal, async (visit) => {
    const { page, context } = visit
    await withVendor(context, vendor)
    await context.grantPermissions(['notifications'])
    await carry(visit, person.browser)
    await page.goto('/settings/contacts')
    await sees(page, words.can)
    await assertAccessible(page, 'notices off')
    await button(page, words.turnOn).click()
    await giveCode(world, page, person)
    await sees(page, words.done)
    await dialog(page).waitFor({ state: 'detached' })
    await sees(page, words.here)
    await assertAccessible(page, 'notices on')
    await assertWellFormed(page, 'notices on')

    await world.pass(MINUTE)
    await signIn(world, person)
    const opened = (): readonly string[] => service.taken.map(({ body }) => vendor.open(body))
    const alert = await until('the alert is sent', () => opened().find((one) => one.includes('new device')))
    await deliver(page, world.origin, alert)
    const sent = JSON.parse(alert) as { id: string; title: string; body: string }
    const said = await until('the alert is shown', async () => (await shownOn(page))[0])
    assert.deepEqual(said, { title: sent.title, body: sent.body, tag: sent.id, data: null })
    // The same one again is still one.
    await deliver(page, world.origin, alert)
    assert.equal((await shownOn(page)).length, 1)
    const [worker = assert.fail('there is no worker')] = context.serviceWorkers()
    assert.deepEqual(await press(worker), ['/security/messages'])
    assert.deepEqual(await shownOn(page), [])
    // Whatever else comes says nothing of itself and leads nowhere else.
    await deliver(page, world.origin, JSON.stringify({ title: 'Pay here', url: 'https://evil.example' }))
    const other = await until('something is shown', async () => (await shownOn(page))[0])
    assert.equal(other.title, 'A message about your account')
    assert.deepEqual(await press(worker), ['/security/messages'])

    // Off in a day, and kept on by a press.
    await button(page, words.turnOffOf('Chrome on Linux')).click()
    await giveCode(world, page, person)
    await dialog(page).waitFor({ state: 'detached' })
    await assertAccessible(page, 'notices that are turned off in a day')
    await button(page, words.keepOf('Chrome on Linux')).click()
    await sees(page, words.kept)
    await button(page, words.turnOffOf('Chrome on Linux')).waitFor()
  })
})

test('a browser that was told to show nothing is said so, with the way to mend it, and nothing is asked', async () => {
  const { world } = portal
  const person = await signUp(world)
  await visiting(
    portal,
    async (visit) => {
      const { page, context } = visit
      // Granting one refuses all others.
      await context.grantPermissions(['clipboard-read'])
      await carry(visit, person.browser)
      await page.goto('/settings/contacts')
      await sees(page, words.forbidden)
      assert.equal(await button(page, words.turnOn).count(), 0)
      await assertAccessible(page, 'notices forbidden')
      await assertWellFormed(page, 'notices forbidden')
    },
    PHONE,
  )
})

/** A first try may end on a busy machine: the queue tries again after 5 to 10 seconds. */
const PATIENCE_MS = 20_000
async function until<Found>(
  what: string,
  look: () => Promise<Found | undefined> | Found | undefined,
): Promise<Found> {
  for (const end = performance.now() + PATIENCE_MS; performance.now() < end; ) {
    const found = await look()
    if (found !== undefined) return found
    await new Promise((next) => setTimeout(next, 20))
  }
  throw new Error(`it did not come: ${what}`)
}
