import assert from 'node:assert/strict'
import { once } from 'node:events'
import { connect } from 'node:net'
import { after, before, test } from 'node:test'
import { Browser } from '../../test/kit/browser.ts'
import { signUp } from '../../test/kit/person.ts'
import { type World, world } from '../../test/kit/world.ts'
import { CONTRACTS } from '../contracts.ts'
import { HASHER_LIMITS } from '../lib/password.ts'
import type { GuardedContract } from './context.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

const contracts: Readonly<Record<string, GuardedContract>> = CONTRACTS
const operations = Object.values(contracts).flatMap((contract) => Object.values(contract))

test('health says that the process lives, readiness that it can serve', async () => {
  assert.equal((await fetch(`${w.origin}/healthz`)).status, 200)
  assert.equal(await (await fetch(`${w.origin}/readyz`)).text(), 'ready\n')
})

test('the OpenAPI document names every operation once, with its refusals', async () => {
  const document = (await (await fetch(`${w.origin}/openapi.json`)).json()) as {
    openapi: string
    paths: Record<
      string,
      Record<string, { operationId: string; responses: Record<string, { description: string }> }>
    >
  }
  assert.equal(document.openapi, '3.1.0')
  const described = Object.values(document.paths).flatMap((path) => Object.values(path))
  assert.deepEqual(
    described.map((one) => one.operationId).sort((a, b) => a.localeCompare(b)),
    operations.map((one) => one.id).sort((a, b) => a.localeCompare(b)),
  )
  assert.equal(new Set(described.map((one) => one.operationId)).size, described.length)
  for (const operation of operations) {
    const responses = Object.values(described.find((one) => one.operationId === operation.id)!.responses)
      .map((one) => one.description)
      .join(', ')
    for (const code of operation.refusals)
      assert.ok(responses.includes(code), `${operation.id} does not list ${code}`)
  }
  const reference = await (await fetch(`${w.origin}/reference`)).text()
  for (const operation of operations) assert.ok(reference.includes(`id="${operation.id}"`))
})

test('every answer carries the headers that keep it in its place', async () => {
  for (const path of ['/v1/session', '/reference', '/nothing', '/healthz']) {
    const { headers } = await fetch(`${w.origin}${path}`)
    assert.match(headers.get('content-security-policy') ?? '', /default-src 'none'/)
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
    assert.equal(headers.get('cache-control'), 'no-store')
    assert.equal(headers.get('access-control-allow-origin'), null)
  }
})

test('the development inbox is there only when there is one', async () => {
  assert.equal((await fetch(`${w.origin}/dev/inbox`, { headers: { accept: 'text/html' } })).status, 404)
})

test('a crowd at the door is answered busy with a time to come back, and the door opens again', async () => {
  const narrow = await world({ hashing: { ...HASHER_LIMITS, together: 1, waiting: 4 } })
  const answers = await Promise.all(
    Array.from({ length: 60 }, async (_, index) => {
      const response = await new Browser({ origin: narrow.origin, address: `198.51.100.${index}` }).fetch(
        `${narrow.origin}/v1/sign-in/start`,
        {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ identifier: `nobody-${index}`, password: 'whatever it is' }),
        },
      )
      return [response.status, response.headers.get('retry-after')] as const
    }),
  )
  const statuses = new Set(answers.map(([status]) => status))
  assert.deepEqual(
    [...statuses].sort((a, b) => a - b),
    [401, 503],
  )
  for (const [status, retry] of answers) if (status === 503) assert.ok(Number(retry) >= 1)
  const person = await signUp(narrow)
  assert.equal((await person.browser.api.sessions.me()).ok, true)
  await narrow.stop()
})

test('what is too long, too slow or no HTTP is cut off without harm', async () => {
  const post = (body: string): Promise<Response> =>
    new Browser({ origin: w.origin }).fetch(`${w.origin}/v1/sign-up/start`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
    })
  assert.equal((await post(JSON.stringify({ email: 'x'.repeat(20_000) }))).status, 413)
  const socket = connect(Number(new URL(w.origin).port), 'localhost')
  await once(socket, 'connect')
  socket.write(`GET / HTTP/1.1\r\nHost: localhost\r\nX: ${'y'.repeat(20_000)}\r\n\r\n`)
  const [answer] = (await once(socket, 'data')) as [Buffer]
  assert.match(answer.toString(), /^HTTP\/1\.1 4/)
  socket.destroy()
})

test('closing lets a running request finish and takes no new one', async () => {
  const other = await world()
  const person = await signUp(other)
  const running = new Browser({ origin: other.origin }).api.signIn.start({
    identifier: person.username,
    password: person.password,
  })
  await new Promise((later) => setTimeout(later, 15))
  const [answer] = await Promise.all([running, other.stop()])
  assert.ok(answer.ok || answer.problem.code !== 'unreachable', JSON.stringify(answer))
  const after = await new Browser({ origin: other.origin }).api.sessions.me()
  assert.ok(!after.ok && after.problem.code === 'unreachable')
})

test('closing does not wait for a connection that has not asked anything', async () => {
  const other = await world()
  const port = Number(new URL(other.origin).port)
  const sockets = [connect(port, 'localhost'), connect(port, 'localhost')]
  await Promise.all(sockets.map((socket) => once(socket, 'connect')))
  sockets[1]!.write('GET / HTTP/1.1\r\nHost: ')
  for (const socket of sockets) socket.on('error', () => undefined)
  await new Promise((later) => setTimeout(later, 50))
  const began = performance.now()
  await other.app.close()
  assert.ok(performance.now() - began < 5_000)
  await other.stop()
})
