// A door that is shut is shut for every method and every spelling of its address.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { must, type Person, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { digest, settled } from './rows.ts'
import { INSIDE, OPERATIONS, sampleOf, wireOf } from './samples.ts'
import { closeWorlds, openWorld, sentBy } from './scene.ts'
import { codeOf, type Got, type Sent, send, speak } from './wire.ts'

let w: World
let person: Person
before(async () => {
  w = await openWorld()
  person = await signUp(w)
})
after(closeWorlds)

const METHODS = ['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'POST', 'TRACE', 'PURGE', 'QUERY']
const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)

/** As the client itself sends it, signature and all: what is refused is not refused for that. */
const asOwner = (wire: Sent): Promise<Sent> => sentBy(w, person.browser, wire)

/** Other spellings of an address, which a proxy or a router may take for the same. */
function spellings(path: string): readonly string[] {
  const encode = (text: string): string =>
    text.replace(/[a-z]/, (letter) => `%${letter.charCodeAt(0).toString(16)}`)
  const last = path.slice(path.lastIndexOf('/') + 1)
  const head = path.slice(0, path.length - last.length)
  return [
    path,
    `${path}/`,
    path.toUpperCase(),
    path.replace('/v1', '/V1'),
    `/${path}`,
    path.replaceAll('/', '//'),
    `${head}${encode(last)}`,
    path.replace('/v1/', '/v1%2F'),
    path.replace('/v1/', '/v1/./'),
    `/v1/sign-in/..${path.slice(3)}`,
    `/v1/sign-in/nonce/../..${path.slice(3)}`,
    `/v1/sign-in/%2e%2e${path.slice(3)}`,
    `${path};a=b`,
    `${path}%00`,
    `${path}%20`,
    `${path}.json`,
    `${path}?`,
    `${path}?_method=POST`,
    `${path}#`,
    `${path}\\`,
    `/healthz/..${path}`,
    `http://localhost${path}`,
    `${path}%2f`,
    `/v1${path}`,
    `/v2${path.slice(3)}`,
  ]
}

const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const MULTIPART = { 'content-type': 'multipart/form-data; boundary=b' }
const OVERRIDES: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-http-method-override': 'POST' },
  { 'x-http-method': 'POST' },
  { 'x-method-override': 'POST' },
  { 'x-original-url': '/v1/session' },
  { 'x-rewrite-url': '/v1/session' },
]

const isShut = (got: Got): boolean => [400, 401, 403, 404, 405, 410, 414, 415].includes(got.status)

test('without a session no method and no spelling of an address opens it', async () => {
  for (const op of INSIDE) {
    const wire = wireOf(op, w.origin)
    for (const path of spellings(wire.path)) {
      const got = await send(w.origin, { ...wire, path })
      assert.ok(isShut(got), `${op.method} ${path}: ${got.status}`)
    }
    for (const method of METHODS) {
      const got = await send(w.origin, { ...wire, method })
      assert.ok(isShut(got), `${method} ${wire.path}: ${got.status}`)
    }
  }
})

test('in a session no other method, override or form carries out an act', async () => {
  await settled(w.database)
  const before = await digest(w.database)
  for (const op of OPERATIONS.filter((one) => one.method === 'POST')) {
    const wire = wireOf(op, w.origin)
    const fields = new URLSearchParams(
      Object.entries(sampleOf(op)).map(([key, held]): [string, string] => [key, String(held)]),
    )
    const { headers } = wire
    for (const method of METHODS.filter((one) => one !== 'POST')) {
      for (const override of OVERRIDES) {
        const sent = { method, path: wire.path, headers: { ...headers, ...override } }
        const got = await send(w.origin, await asOwner(sent))
        assert.ok(
          got.status === 404 || got.status === 405 || got.status === 400,
          `${method} ${wire.path}: ${got.status}`,
        )
      }
    }
    for (const path of [`${wire.path}?_method=POST`, `${wire.path}?${fields.toString()}`]) {
      const got = await send(w.origin, await asOwner({ path, headers }))
      assert.equal(got.status, 405, `GET ${path}`)
    }
    const forms: readonly (readonly [Record<string, string>, string])[] = [
      [FORM, fields.toString()],
      [FORM, `_method=POST&${fields.toString()}`],
      [MULTIPART, `--b\r\ncontent-disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n`],
    ]
    for (const [type, body] of forms) {
      const sent = { method: 'POST', path: wire.path, headers: { ...headers, ...type }, body }
      const got = await send(w.origin, await asOwner(sent))
      assert.equal(
        `${got.status} ${codeOf(got)}`,
        '415 media-unsupported',
        `${type['content-type']} to ${wire.path}`,
      )
    }
  }
  assert.equal(await digest(w.database), before)
  must(await person.browser.api.sessions.me())
})

test('in a session an address that is read is read by GET alone', async () => {
  for (const op of OPERATIONS.filter((one) => one.method === 'GET')) {
    const wire = wireOf(op, w.origin)
    for (const method of METHODS.filter((one) => one !== 'GET')) {
      const got = await send(w.origin, await asOwner({ ...wire, method }))
      assert.ok([400, 404, 405].includes(got.status), `${method} ${wire.path}: ${got.status}`)
      assert.ok(
        method === 'HEAD' || !got.text.includes(person.email),
        `${method} ${wire.path} told of the account`,
      )
    }
  }
})

const MALFORMED = [
  '/v1/%',
  '/v1/session%',
  '/v1/%zz',
  '/v1/session/%E0%A4%A',
  '/v1/sessions/%c0%ae/end',
  '/v1/session%ff',
  `/v1/challenges/${'a'.repeat(101)}`,
  '/%',
  '/v1/sessions/%00%/end',
]

test('an address that cannot be read never reaches what it looks like, and is refused as everything is', async () => {
  for (const path of MALFORMED) {
    for (const method of ['GET', 'POST']) {
      const headers = { origin: w.origin, 'content-type': 'application/json' }
      const sent = { method, path, headers, ...(method === 'POST' && { body: '{}' }) }
      const got = await send(w.origin, await asOwner(sent))
      assert.ok(isShut(got), `${method} ${path}: ${got.status}`)
      assert.ok(!got.text.includes(person.email))
    }
  }
})

test('a refusal before a handler is found has the form and the headers of every other', async () => {
  for (const path of MALFORMED) {
    const got = await send(w.origin, { path, headers: { origin: w.origin } })
    assert.match(
      String(got.headers['content-type']),
      /^application\/problem\+json/,
      `GET ${path}: ${got.text}`,
    )
    assert.equal(got.headers['x-content-type-options'], 'nosniff', `GET ${path}`)
    assert.equal(got.headers['cache-control'], 'no-store', `GET ${path}`)
    assert.ok(!got.text.includes(path), `GET ${path} was told back`)
  }
})

test('what is too large or too odd to be a request is refused in the one form too', async () => {
  const host = 'Host: localhost\r\n'
  for (const bytes of [
    `GET /v1/session HTTP/1.1\r\n${host}X: ${'a'.repeat(9_000)}\r\n\r\n`,
    `GET /v1/session HTTP/1.1\r\n${host}no header\r\n\r\n`,
  ]) {
    const heard = await speak(w.origin, bytes, 300)
    assert.match(heard, /^HTTP\/1\.1 4\d\d/)
    assert.match(heard, /content-type: application\/problem\+json/i, heard)
  }
})

test('made-up addresses never answer what only a session may see', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const piece = fc.constantFrom(
    'v1',
    'session',
    'sessions',
    'sign-in',
    'nonce',
    '..',
    '.',
    '',
    '%2e',
    '%2F',
    '%',
    '%zz',
    'V1',
    ';',
    '?',
    '#',
    '\\',
    '%00',
    '%ff',
    '*',
    '@',
    ':id',
    '{id}',
    '%25%32%66',
    'activity',
    'messages',
  )
  const address = fc.array(piece, { minLength: 1, maxLength: 8 }).map((pieces) => `/${pieces.join('/')}`)
  await fc.assert(
    fc.asyncProperty(address, fc.constantFrom('GET', 'HEAD', 'POST', 'OPTIONS'), async (path, method) => {
      const got = await send(w.origin, { method, path, headers: { origin: w.origin } })
      assert.ok(
        got.status >= 400 || path === '/v1/sign-in/nonce' || path.startsWith('/v1/sign-in/nonce?'),
        `${method} ${path}: ${got.status}`,
      )
      assert.ok(got.status < 500, `${method} ${path}: ${got.status}`)
    }),
    { seed: SEED, numRuns: 300 },
  )
})

test('bytes that are no request are refused, and the server goes on', async () => {
  const host = 'Host: localhost\r\n'
  const lines = [
    'GET /v1/session\r\n\r\n',
    `GET  /v1/session HTTP/1.1\r\n${host}\r\n`,
    `GET /v1/session HTTP/9.9\r\n${host}\r\n`,
    'GET /v1/session HTTP/1.1\r\n\r\n',
    `GET /v1/session HTTP/1.1\r\n${host}Cookie : a=b\r\n\r\n`,
    `GET /v1/session HTTP/1.1\r\n${host}A: b\r\n c\r\nnot a header\r\n\r\n`,
    `FOO /v1/session HTTP/1.1\r\n${host}\r\n`,
    `POST /v1/sign-out HTTP/1.1\r\n${host}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
    `POST /v1/sign-out HTTP/1.1\r\n${host}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`,
    `GET /v1/session HTTP/1.1\r\n${host}X: ${'a'.repeat(20_000)}\r\n\r\n`,
    `CONNECT localhost:1 HTTP/1.1\r\n${host}\r\n`,
    '\u0016\u0003\u0001\u0002\u0000\u0001',
    '\u0000'.repeat(200),
  ]
  for (const line of lines) {
    const heard = await speak(w.origin, line, 150)
    assert.ok(
      heard === '' || /^HTTP\/1\.1 (4\d\d|505)/.test(heard),
      `${JSON.stringify(line.slice(0, 40))}: ${heard.slice(0, 60)}`,
    )
  }
  must(await person.browser.api.sessions.me())
})
