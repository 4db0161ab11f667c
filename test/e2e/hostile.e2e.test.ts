// A page that someone else has made, in the browser of a client who is signed in; and words that would like to be
// scripts.

import assert from 'node:assert/strict'
import { createServer } from 'node:http'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { transaction } from '../../src/db/tx.ts'
import { newId } from '../../src/lib/ids.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { must, type Person, signUp } from '../kit/person.ts'
import { writeLog } from '../kit/write-log.ts'
import { carry, enterName, field, heading, letIn, nextCode, sees, signInByHand } from './hands.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

let portal: Portal
let foreign: { readonly origin: string; close(): void }
before(async () => {
  portal = await openPortal({ trustedHops: 1 })
  foreign = await foreignSite()
})
after(async () => {
  foreign.close()
  await portal.close()
})

/** Another site: an empty page on another host of this machine. */
async function foreignSite(): Promise<{ origin: string; close(): void }> {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' })
    response.end('<!doctype html><title>Win a prize</title><h1>Win a prize</h1>')
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const address = server.address()
  assert.ok(typeof address === 'object' && address !== null)
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => {
      server.close()
      server.closeAllConnections()
    },
  }
}

const activityOf = async (person: Person): Promise<number> =>
  must(await person.browser.api.activity.list({})).events.length

const ACTS = ['/v1/sign-out', '/v1/sessions/end-others', '/v1/password', '/v1/sign-in/cancel']
const FORMS = ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data']

/** A signed-in client on a page that is not ours. What the portal answers to it is kept. */
async function lured(
  act: (page: Page, person: Person, answers: readonly number[]) => Promise<void>,
): Promise<void> {
  const { world } = portal
  const person = await signUp(world)
  const visit = await portal.open()
  try {
    await signInByHand(world, visit.page, person)
    const before = await activityOf(person)
    const page = await visit.context.newPage()
    const answers: number[] = []
    page.on('response', (response) => {
      if (response.url().startsWith(`${world.origin}/v1/`)) answers.push(response.status())
    })
    await page.goto(foreign.origin)
    await act(page, person, answers)
    await visit.page.reload()
    await heading(visit.page, 'Dashboard').waitFor({ state: 'attached' })
    assert.equal(await activityOf(person), before, 'nothing has happened to the account')
    assert.equal((await person.browser.api.sessions.me()).ok, true)
  } finally {
    await visit.context.close()
  }
}

test('a form on another page, in any encoding, changes nothing', async () => {
  await lured(async (page, _person, answers) => {
    for (const path of ACTS)
      for (const type of FORMS) {
        await page.goto(foreign.origin)
        const left = page.waitForURL(portal.world.origin + path)
        await page.evaluate(
          ({ url, enctype }) => {
            const form = document.createElement('form')
            Object.assign(form, { action: url, method: 'post', enctype })
            const input = document.createElement('input')
            Object.assign(input, { name: '{"forgetDevice":true,"newPassword":"', value: '"}' })
            form.append(input)
            document.body.append(form)
            form.submit()
          },
          { url: portal.world.origin + path, enctype: type },
        )
        await left
      }
    assert.equal(answers.length, ACTS.length * FORMS.length)
    for (const status of answers) assert.ok(status >= 400 && status < 500, String(status))
  })
})

test('a script on another page reads nothing and changes nothing, with or without preflight', async () => {
  await lured(async (page, person) => {
    const read = await page.evaluate(
      async ({ origin, paths }) => {
        const got: string[] = []
        const ask = async (path: string, init: RequestInit) => {
          try {
            const response = await fetch(origin + path, { credentials: 'include', ...init })
            got.push(`${path} ${response.type} ${await response.text()}`)
          } catch {
            // Refused by the browser, as it should be.
          }
        }
        for (const path of ['/v1/session', '/v1/sessions', '/v1/activity', '/v1/messages']) {
          await ask(path, {})
          await ask(path, { mode: 'no-cors' })
        }
        for (const path of paths) {
          const body = '{}'
          await ask(path, { method: 'POST', body, headers: { 'content-type': 'application/json' } })
          await ask(path, { method: 'POST', body, mode: 'no-cors' })
          navigator.sendBeacon(origin + path, body)
        }
        return got
      },
      { origin: portal.world.origin, paths: ACTS },
    )
    for (const one of read) assert.match(one, /^\S+ opaque $/, 'an answer that cannot be read')
    assert.ok(!read.join('').includes(person.username))
  })
})

test('no page of the portal can be put into a frame or watched through a window', async () => {
  await lured(async (page) => {
    await page.evaluate((origin) => {
      for (const path of ['/sign-in', '/security/sessions', '/v1/session']) {
        const frame = document.createElement('iframe')
        frame.src = origin + path
        document.body.append(frame)
      }
    }, portal.world.origin)
    await page.waitForFunction(() => document.querySelectorAll('iframe').length === 3)
    await page.waitForLoadState('networkidle')
    for (const frame of page.frames().slice(1))
      assert.ok(!frame.url().startsWith(portal.world.origin), `framed: ${frame.url()}`)
    const opened = page.waitForEvent('popup')
    await page.evaluate((origin) => {
      Object.assign(window, { other: window.open(`${origin}/dashboard`) })
    }, portal.world.origin)
    const popup = await opened
    await popup.waitForLoadState()
    assert.equal(await popup.evaluate(() => window.opener), null)
    await page.waitForFunction(() => (window as { other?: Window }).other?.closed !== false)
  })
})

const MARKUP = '<img src="/nothing" onerror="document.title=\'run\'"><script>document.title="run"</script>'

/** Nothing of it became an element, and it stands there letter by letter. */
async function isText(page: Page, markup: string): Promise<void> {
  await sees(page, markup)
  assert.equal(await page.locator('img, main script').count(), 0)
  assert.notEqual(await page.title(), 'run')
}

test('words that would be scripts are text in the log, in messages and in the list of sessions', async () => {
  const { world } = portal
  const email = "o'brien&amp={{7*7}}$`@example.test"
  const person = await signUp(world, { email, userAgent: `Mozilla/5.0 ${MARKUP}`, address: MARKUP })
  const me = must(await person.browser.api.sessions.me())
  const data = { device: MARKUP, place: MARKUP, address: '203.0.113.9' }
  await writeLog(world, me.account, [{ event: 'session.signed-out', data }])
  await transaction(world.pool, async (tx) => {
    await tx.db
      .insertInto('message')
      .values({
        id: newId(world.deps.random),
        account: me.account,
        event: 'factor.added',
        subject: MARKUP,
        text: `${MARKUP}\n\njavascript:alert(1)`,
        at: new Date(tx.now),
        mail: 'none',
      })
      .execute()
  })
  await visiting(portal, async (visit) => {
    const { page } = visit
    await carry(visit, person.browser)
    await page.goto('/security/activity')
    await isText(page, `${MARKUP}, ${MARKUP}, 203.0.113.9`)
    await page.goto('/security/messages')
    await page.locator('.message summary').first().click()
    await isText(page, MARKUP)
    assert.equal(await page.getByRole('link', { name: 'javascript:alert(1)' }).count(), 0)
    await page.goto('/security/sessions')
    await sees(page, sessionsTexts.devices.title)
    assert.equal(await page.getByText('onerror').count(), 0, 'a program is called by a name of our own list')
    await page.goto('/settings')
    await isText(page, email)
    await page.goto('/dashboard')
    await page.getByText(`${MARKUP}, ${MARKUP}, 203.0.113.9`).first().waitFor()
    assert.equal(await page.locator('main img, main script').count(), 0)
  })
})

test('a way back that leads elsewhere is not taken', async () => {
  const { world } = portal
  const person = await signUp(world)
  const elsewhere = [
    foreign.origin,
    `//${new URL(foreign.origin).host}/security`,
    String.raw`/\127.0.0.1/`,
    'javascript:alert(1)',
    '/security/../../sign-up',
    '/v1/sign-out',
  ]
  await visiting(portal, async ({ page, context }) => {
    for (const asked of elsewhere) {
      await page.goto(`/sign-in?return=${encodeURIComponent(asked)}`)
      await enter(page, person)
      assert.equal(page.url(), `${world.origin}/dashboard`)
      await context.clearCookies()
    }
    await page.goto(`/sign-in?return=${encodeURIComponent('/security/sessions')}`)
    await enter(page, person, '/security/sessions')
  })
})

async function enter(page: Page, person: Person, lands = '/dashboard'): Promise<void> {
  await enterName(page, person.username, person.password)
  await field(page, signInTexts.factor.label).fill(await nextCode(portal.world, person.key))
  await letIn(portal.world, page, person, lands)
  await page.getByRole('button', { name: uiTexts.accountOf(person.username) }).waitFor()
}
