// No other site's page can make a browser act here: every change says where it comes from, and a look changes nothing.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { type Person, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { digest, settled } from './rows.ts'
import { OPERATIONS, PLATFORM, wireOf } from './samples.ts'
import { closeWorlds, openWorld } from './scene.ts'
import { codeOf, type Got, type Sent, send } from './wire.ts'

let w: World
let person: Person
before(async () => {
  w = await openWorld()
  person = await signUp(w)
  await settled(w.database)
})
after(closeWorlds)

const CHANGES = OPERATIONS.filter((op) => op.method === 'POST')
/** What the client's own browser sends by itself and by its script: a page elsewhere would get the cookies alone. */
const own = (sent: Sent): Promise<Record<string, string>> => person.browser.own(sent, w.now())

/** What browsers say of a request that another site has made them send, and what they say when they say little. */
function foreign(origin: string): readonly Readonly<Record<string, string | string[]>>[] {
  const port = Number(new URL(origin).port)
  return [
    {},
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-site': 'none' },
    { 'sec-fetch-site': '' },
    { 'sec-fetch-site': 'SAME-ORIGIN' },
    { 'sec-fetch-site': 'cross-site', origin },
    { 'sec-fetch-site': 'same-site', origin },
    { 'sec-fetch-site': 'none', origin },
    { 'sec-fetch-site': ['same-origin', 'cross-site'], origin },
    { origin: 'null' },
    { origin: '' },
    { origin: 'https://evil.example' },
    { origin: `${origin}.evil.example` },
    { origin: `${origin}/` },
    { origin: origin.replace('http:', 'https:') },
    { origin: origin.toUpperCase() },
    { origin: origin.replace(String(port), String(port + 1)) },
    { origin: 'http://localhost' },
    { origin: origin.replace('localhost', '127.0.0.1') },
    { origin: origin.replace('localhost', 'x.localhost') },
    { origin: origin.replace('localhost', 'user@localhost') },
    { origin: `${origin}, https://evil.example` },
    { origin: [origin, 'https://evil.example'] },
    { 'sec-fetch-site': 'same-origin', origin: 'https://evil.example' },
    { 'sec-fetch-site': 'same-origin', origin: 'null' },
    { referer: `${origin}/security` },
    { 'x-requested-with': 'XMLHttpRequest' },
  ]
}

async function assertUnchanged(before: string): Promise<void> {
  assert.equal(await digest(w.database), before)
}

test('no change is carried out for a request that another site made, or that does not say whose it is', async () => {
  const before = await digest(w.database)
  for (const op of CHANGES) {
    const {
      method,
      path,
      body,
      headers: { 'content-type': type },
    } = wireOf(op, w.origin)
    const signed = await own({ method: method!, path, body: body! })
    for (const headers of foreign(w.origin)) {
      const got = await send(w.origin, {
        method: method!,
        path,
        body: body!,
        headers: { 'content-type': type!, ...signed, ...headers },
      })
      // A server says nothing of a page, and no cookie of a client's opens what is the platform's.
      const isServer = PLATFORM.has(op.id) && !('origin' in headers) && !('sec-fetch-site' in headers)
      assert.equal(
        `${got.status} ${codeOf(got)}`,
        isServer ? '401 credential-required' : '403 cross-site',
        `${op.id} with ${JSON.stringify(headers)}`,
      )
    }
  }
  await assertUnchanged(before)
})

/** What a form or a plain request of another site can send without asking first. */
const TYPES: readonly (string | undefined)[] = [
  undefined,
  '',
  'text/plain',
  'text/plain;charset=UTF-8',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'text/plain; application/json',
  'text/plain, application/json',
  'text/json',
  'application/jsonp',
  'application/json-patch+json',
  'application/problem+json',
  'application/xml',
  'application/octet-stream',
  'text/html',
  '*/*',
  'application/*',
  'json',
]

test('a change is JSON: nothing that a form can send is read, wherever it comes from', async () => {
  const before = await digest(w.database)
  for (const op of CHANGES) {
    const {
      path,
      body,
      headers: { 'content-type': _, ...headers },
    } = wireOf(op, w.origin)
    const signed = await own({ method: 'POST', path, body: body! })
    for (const type of TYPES) {
      const got: Got = await send(w.origin, {
        method: 'POST',
        path,
        body: body!,
        headers: { ...headers, ...signed, ...(type !== undefined && { 'content-type': type }) },
      })
      assert.equal(`${got.status} ${codeOf(got)}`, '415 media-unsupported', `${op.id} as ${type}`)
    }
  }
  await assertUnchanged(before)
})

test('a request of our own pages is taken, by Origin or by what the browser says of the site', async () => {
  const op = CHANGES.find((one) => one.id === 'endOtherSessions')!
  const {
    path,
    body,
    headers: { 'content-type': type },
  } = wireOf(op, w.origin)
  for (const headers of [
    { origin: w.origin },
    { 'sec-fetch-site': 'same-origin' },
    { 'sec-fetch-site': 'same-origin', origin: w.origin },
  ]) {
    const got = await send(w.origin, {
      method: 'POST',
      path,
      body: body!,
      headers: { 'content-type': type!, ...(await own({ method: 'POST', path, body: body! })), ...headers },
    })
    assert.equal(got.status, 200, JSON.stringify(headers))
  }
})

test('to look changes nothing, whatever is looked at and by whatever method', async () => {
  const before = await digest(w.database)
  for (const op of OPERATIONS) {
    const { path, headers } = wireOf(op, w.origin)
    for (const method of ['GET', 'HEAD', 'OPTIONS']) {
      for (const held of [await own({ method, path }), {}])
        await send(w.origin, { method, path, headers: { ...headers, ...held } })
    }
  }
  await assertUnchanged(before)
})

test('no answer lets another site read it', async () => {
  for (const op of OPERATIONS) {
    const wire = wireOf(op, w.origin)
    for (const method of ['GET', 'OPTIONS', 'POST']) {
      const got = await send(w.origin, {
        ...wire,
        method,
        headers: {
          ...wire.headers,
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type, holdfast-proof',
        },
      })
      for (const name of Object.keys(got.headers))
        assert.ok(!name.startsWith('access-control-'), `${method} ${op.id}: ${name}`)
      assert.equal(got.headers['cross-origin-resource-policy'], 'same-origin')
    }
  }
})
