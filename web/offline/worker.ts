// The service worker: what the app shows when there is no network, and the notices that come by push; nothing else. It
// keeps one page without a word about anybody, with its style, fonts and mark; every script, every other page and every
// answer of the server comes from the server, and what a push says is shown and not kept.

import { isMessages, MESSAGES, readNotice } from './notice.ts'

type Lasting = Event & { waitUntil(work: Promise<unknown>): void }
type Asking = Event & { readonly request: Request; respondWith(answer: Promise<Response>): void }
type Pushed = Event & { readonly data: { text(): string } | null }
type Pressed = Event & { readonly notification: { close(): void } }
type Tab = { readonly url: string; focus(): Promise<unknown> }
declare const self: {
  addEventListener(name: 'install' | 'activate', act: (event: Event & Lasting) => void): void
  addEventListener(name: 'fetch', act: (event: Event & Asking) => void): void
  addEventListener(name: 'push', act: (event: Event & Lasting & Pushed) => void): void
  addEventListener(name: 'notificationclick', act: (event: Event & Lasting & Pressed) => void): void
  skipWaiting(): Promise<void>
  readonly clients: {
    claim(): Promise<void>
    matchAll(which: { type: 'window'; includeUncontrolled: boolean }): Promise<readonly Tab[]>
    openWindow(address: string): Promise<unknown>
  }
  readonly registration: {
    showNotification(title: string, what: { body: string; tag: string; lang: string }): Promise<void>
  }
}

const PREFIX = 'holdfast-offline-'
/** The build puts the digest of the page here: another page is another worker, and so comes with the next visit. */
const NAME = `${PREFIX}__PAGE_DIGEST__`
const PAGE = '/offline.html'
/** The files that the page names: all of them hold their digest. */
const FILES = /\/assets\/[\w.-]+/g

async function keep(): Promise<void> {
  const page = await fetch(PAGE, { cache: 'no-store' })
  if (!page.ok) throw new Error('the page for no network did not come')
  const files = new Set((await page.clone().text()).match(FILES))
  const cache = await caches.open(NAME)
  await cache.addAll([...files])
  await cache.put(PAGE, page)
}

async function dropOthers(): Promise<void> {
  const names = await caches.keys()
  const old = names.filter((name) => name.startsWith(PREFIX) && name !== NAME)
  await Promise.all(old.map((name) => caches.delete(name)))
}

/** Only when no answer comes: an answer that says no is an answer. */
async function pageOrOffline(request: Request): Promise<Response> {
  try {
    return await fetch(request)
  } catch {
    return (await kept(PAGE)) ?? Response.error()
  }
}

const kept = async (path: string): Promise<Response | undefined> => (await caches.open(NAME)).match(path)

async function fileOrKept(request: Request): Promise<Response> {
  return (await kept(new URL(request.url).pathname)) ?? fetch(request)
}

/** The tag makes one of a notice that comes twice. */
function show(text: string | undefined): Promise<void> {
  const { id, title, body } = readNotice(text)
  return self.registration.showNotification(title, { body, tag: id, lang: 'en-GB' })
}

/** The open page with the messages, or a new one: no other page is led away from what is typed there. */
async function openMessages(): Promise<void> {
  const tabs = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  const there = tabs.find(({ url }) => isMessages(url))
  await (there === undefined ? self.clients.openWindow(MESSAGES) : there.focus())
}

self.addEventListener('push', (event) => event.waitUntil(show(event.data?.text())))
self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openMessages())
})
self.addEventListener('install', (event) => event.waitUntil(keep().then(() => self.skipWaiting())))
self.addEventListener('activate', (event) => event.waitUntil(dropOthers().then(() => self.clients.claim())))
self.addEventListener('fetch', (event) => {
  const { request } = event
  if (request.method !== 'GET') return
  if (request.mode === 'navigate') event.respondWith(pageOrOffline(request))
  // Style, fonts and mark. Scripts are asked of the server, always.
  else if (['style', 'font', 'image'].includes(request.destination)) event.respondWith(fileOrKept(request))
})
