// Whatever is sent is answered: refused with a reason, or taken because it was right. Nothing breaks, nothing is kept of
// what was refused, and nothing that was typed comes back.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import fc from 'fast-check'
import pg from 'pg'
import { type Operation, pathKeys } from '../../src/lib/contract.ts'
import { Browser } from '../kit/browser.ts'
import { knownBrowser, type Person, signIn, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { bodiesOf, CANARY, TEXTS } from './odd.ts'
import { countRows, rowCounter, settled } from './rows.ts'
import { OPERATIONS, sampleOf, wireOf } from './samples.ts'
import { closeLater, closeWorlds, openNode, openWorld, sentBy } from './scene.ts'
import { codeOf, type Got, type Sent, send, speak } from './wire.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)
const BODIES = 60

let w: World
/** Without workers, so that rows change by requests alone. */
let node: World
let person: Person
let client: pg.Client
before(async () => {
  w = await openWorld()
  person = await signUp(w)
  await settled(w.database)
  node = await openNode(w)
  await w.deps.jobs.stop()
  client = new pg.Client({ connectionString: w.database.ownerUrl })
  await client.connect()
  closeLater(() => client.end())
  await signInAnew()
})
after(closeWorlds)

let browser: Browser
const asHeld = (wire: Sent): Promise<Sent> => sentBy(node, browser, wire)
async function signInAnew(): Promise<void> {
  browser = await signIn(node, person, knownBrowser(person, node.origin))
}

const prototypes = (): string =>
  JSON.stringify(
    [Object.prototype, Array.prototype, String.prototype, Function.prototype].map((one) =>
      Object.getOwnPropertyNames(one).sort(),
    ),
  )

function assertAnswered(op: Operation, got: Got, sent: string): void {
  const said = `${op.id}: ${got.status} ${got.text.slice(0, 200)} for ${sent.slice(0, 200)}`
  assert.ok(got.status === 200 || (got.status >= 400 && got.status < 500), said)
  if (got.status !== 200)
    assert.match(String(got.headers['content-type']), /^application\/problem\+json/, said)
  assert.ok(!got.text.includes(CANARY), `${op.id} told back what was typed: ${got.text.slice(0, 300)}`)
}

/** Answers of a request that was not understood; what was understood may well be counted against a limit. */
const NOT_UNDERSTOOD: ReadonlySet<string> = new Set([
  'input-invalid',
  'request-malformed',
  'media-unsupported',
  'too-large',
  'sign-in-required',
  'cross-site',
  'method-not-allowed',
  'not-found',
])

async function fuzz(op: Operation, seed: number, held: boolean): Promise<void> {
  // The nonce of a signed request is kept, whatever becomes of it.
  const count = await rowCounter(client, held ? ['holdfast.rate'] : [])
  /** What there was when a request was not understood: the next one finds the same. */
  let left: string | undefined
  await fc.assert(
    fc.asyncProperty(bodiesOf(op), async (body) => {
      const wire = { ...wireOf(op, node.origin), body }
      const before = left ?? (await count())
      left = undefined
      const got = await send(node.origin, held ? await asHeld(wire) : wire)
      assertAnswered(op, got, body)
      if (NOT_UNDERSTOOD.has(codeOf(got))) {
        left = await count()
        assert.equal(left, before, `${op.id} kept something of ${body.slice(0, 200)}`)
      }
      // A body without fields may be a right one, and end the session that sent it.
      if (held && op.id === 'signOut' && got.status === 200) await signInAnew()
    }),
    { seed, numRuns: BODIES },
  )
}

for (const op of OPERATIONS.filter((one) => one.method === 'POST')) {
  test(`${op.id} answers any body with a refusal in the one form, or as it should`, async (t) => {
    t.diagnostic(`seed ${SEED}`)
    const before = prototypes()
    await fuzz(op, SEED, false)
    await fuzz(op, SEED + 1, true)
    assert.equal(prototypes(), before)
  })
}

test('every text that has broken something somewhere is answered, in each field of each operation', async () => {
  for (const op of OPERATIONS.filter((one) => one.method === 'POST')) {
    const sample = sampleOf(op)
    for (const field of Object.keys(sample).filter(
      (key) => !pathKeys(op.path).includes(key) && typeof sample[key] === 'string',
    )) {
      for (const text of TEXTS) {
        const wire = wireOf(op, node.origin, { ...sample, [field]: text })
        const got = await send(node.origin, op.id === 'startSignIn' ? wire : await asHeld(wire))
        assertAnswered(op, got, `${field}: ${JSON.stringify(text)}`)
      }
    }
  }
})

test('any query and any id in an address is answered with a refusal, or as it should', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const pair = fc.tuple(
    fc.oneof(
      fc.constantFrom('before', 'id', '__proto__', 'constructor', 'a[b]', 'before[]', ''),
      fc.string({ maxLength: 8 }),
    ),
    fc.oneof(fc.constantFrom(...TEXTS), fc.string({ unit: 'binary', maxLength: 30 })),
  )
  for (const op of OPERATIONS.filter((one) => one.method === 'GET')) {
    await fc.assert(
      fc.asyncProperty(fc.array(pair, { maxLength: 4 }), fc.constantFrom(...TEXTS), async (pairs, id) => {
        const query = pairs.map(([name, held]) => `${percent(name)}=${percent(short(held))}`).join('&')
        const path = `${op.path.replace('{id}', percent(short(id)))}?${query}`
        const got = await send(node.origin, await asHeld({ path, headers: { origin: node.origin } }))
        // A long id is refused before an operation is found: that such refusals have the one form is a law of its own.
        if (got.status === 414 || got.status === 404) return
        assertAnswered(op, got, path)
      }),
      { seed: SEED, numRuns: BODIES },
    )
  }
})

/** Whole characters, so that the address itself can be read. */
const short = (text: string): string => [...text].slice(0, 24).join('')
const percent = (text: string): string =>
  [...Buffer.from(text, 'utf8')].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')

test('a query that says a thing twice is refused, and not read as one of the two', async () => {
  for (const query of [
    'before=1&before=2',
    'before=1&before=1',
    'before[]=1',
    'before=1&before',
    'before=1,2',
  ]) {
    for (const path of ['/v1/activity', '/v1/messages']) {
      const got = await send(node.origin, await asHeld({ path: `${path}?${query}` }))
      assert.equal(`${got.status} ${codeOf(got)}`, '400 input-invalid', `${path}?${query}`)
    }
  }
})

test('a body that says a thing twice, or that JSON does not know, is refused for that', async () => {
  const reasons: readonly (readonly [string | Buffer, string])[] = [
    ['{"identifier":"a","identifier":"b","password":"c"}', 'duplicate-key'],
    ['{"identifier":"a","password":"b","\\u0070assword":"c"}', 'duplicate-key'],
    ['{"__proto__":{},"identifier":"a","password":"b"}', 'forbidden-key'],
    ['{"identifier":"\\ud800","password":"b"}', 'lone-surrogate'],
    [`${'['.repeat(9)}${']'.repeat(9)}`, 'too-deep'],
    ['{"identifier":"a",}', 'not-json'],
    [Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d]), 'not-utf-8'],
    [Buffer.from('{"identifier":"a\u00e9"}', 'latin1'), 'not-utf-8'],
    [Buffer.from('{}', 'utf16le'), 'not-json'],
  ]
  for (const [body, reason] of reasons) {
    const got = await send(node.origin, {
      method: 'POST',
      path: '/v1/sign-in/start',
      headers: { origin: node.origin, 'content-type': 'application/json' },
      body,
    })
    assert.equal(got.status, 400)
    assert.equal((JSON.parse(got.text) as { reason?: string }).reason, reason, String(body))
  }
})

test('bytes of any kind are answered, and nothing of them is kept', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  const before = await countRows(client)
  await fc.assert(
    fc.asyncProperty(
      fc.uint8Array({ maxLength: 400 }),
      fc.constantFrom(
        'application/json',
        'application/json; charset=utf-16',
        'application/json;charset="utf-8"',
        'text/plain',
        'application/json; boundary=;',
      ),
      async (body, type) => {
        const got = await send(node.origin, {
          method: 'POST',
          path: '/v1/sign-up/start',
          headers: { origin: node.origin, 'content-type': type },
          body,
        })
        assert.ok([400, 413, 415].includes(got.status), `${got.status} ${got.text}`)
        assert.match(String(got.headers['content-type']), /^application\/problem\+json/)
      },
    ),
    { seed: SEED, numRuns: 150 },
  )
  const packed = await send(node.origin, {
    method: 'POST',
    path: '/v1/sign-up/start',
    headers: { origin: node.origin, 'content-type': 'application/json', 'content-encoding': 'gzip' },
    body: gzipSync('{"email":"a@example.test"}'),
  })
  assert.ok([400, 415].includes(packed.status))
  assert.equal(await countRows(client), before)
})

test('a body longer than its stated length, shorter, or without an end is not carried out', async () => {
  const before = await countRows(client)
  const head = `POST /v1/sign-up/start HTTP/1.1\r\nHost: localhost\r\nOrigin: ${node.origin}\r\nContent-Type: application/json\r\n`
  const body = '{"email":"length@example.test"}'
  const wrong = [
    `${head}Content-Length: ${body.length + 9}\r\n\r\n${body}`,
    `${head}Content-Length: ${body.length - 3}\r\n\r\n${body}`,
    `${head}Content-Length: -1\r\n\r\n${body}`,
    `${head}Content-Length: abc\r\n\r\n${body}`,
    `${head}Content-Length: 0x1f\r\n\r\n${body}`,
    `${head}Content-Length: ${body.length}, ${body.length}\r\n\r\n${body}`,
    `${head}Transfer-Encoding: chunked\r\n\r\n1f\r\n${body}`,
    `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n${body}\r\n0\r\n\r\n`,
    `${head}Transfer-Encoding: identity\r\n\r\n${body}`,
    `${head}\r\n${body}`,
    `${head}Content-Length: 99999999\r\n\r\n${body}`,
  ]
  for (const bytes of wrong) {
    const heard = await speak(node.origin, bytes, 150)
    assert.ok(
      heard === '' || /^HTTP\/1\.1 4\d\d/.test(heard),
      `${bytes.slice(head.length, head.length + 40)}: ${heard.slice(0, 40)}`,
    )
  }
  assert.equal(await countRows(client), before)
  const right = await speak(
    node.origin,
    `${head}Content-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`,
    2_000,
  )
  assert.match(right, /^HTTP\/1\.1 200/)
})

test('a body of more than sixteen kilobytes is refused for its size', async () => {
  const fits = JSON.stringify({ identifier: 'x', password: 'y'.repeat(1_100) })
  const large = JSON.stringify({ identifier: 'x', password: 'y'.repeat(17_000) })
  const post = (body: string): Promise<Got> =>
    send(node.origin, {
      method: 'POST',
      path: '/v1/sign-in/start',
      headers: { origin: node.origin, 'content-type': 'application/json' },
      body,
    })
  assert.equal(codeOf(await post(fits)), 'input-invalid')
  const got = await post(large)
  assert.equal(`${got.status} ${codeOf(got)}`, '413 too-large')
})

test('a refusal names fields and rules, and never what was typed', async () => {
  for (const op of OPERATIONS.filter((one) => one.method === 'POST')) {
    const wrong = Object.fromEntries(
      Object.keys(sampleOf(op)).map((key) => [
        key,
        pathKeys(op.path).includes(key) ? sampleOf(op)[key] : { [`f`]: CANARY },
      ]),
    )
    const wire = wireOf(op, node.origin, { ...wrong, other: CANARY })
    const got = await send(node.origin, await asHeld(wire))
    assert.equal(got.status, 400, op.id)
    assert.ok(!got.text.includes(CANARY), op.id)
  }
  assert.ok(!node.logged.join('').includes(CANARY) && !w.logged.join('').includes(CANARY))
})
