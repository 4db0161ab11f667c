import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { REFUSALS, type RefusalCode, refuse } from '../lib/refusals.ts'
import { readCookies, writeCookie } from './cookies.ts'
import { securityHeaders } from './headers.ts'
import { isOurHost } from './host.ts'
import { problem } from './problem.ts'
import { isSameOrigin } from './same-origin.ts'

test('a cookie that was written is read back, and one that stands twice is none', () => {
  const value = 'abc_DEF-123'
  const line = writeCookie({ name: 'session', value })
  assert.equal(line, `__Host-holdfast=${value}; Path=/; Secure; HttpOnly; SameSite=Strict`)
  assert.deepEqual(readCookies(line.split(';')[0]), { session: value })
  assert.deepEqual(readCookies(`__Host-holdfast=${value}; __Host-holdfast=planted`), {})
  assert.deepEqual(readCookies(`a=b; __Host-holdfast-sign-in=${value}`), { signIn: value })
  assert.match(writeCookie({ name: 'signIn', value: '' }), /Max-Age=0/)
})

test('no header makes reading cookies fail, and nothing odd gets through', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 200 }), (noise) => {
      for (const value of Object.values(readCookies(`__Host-holdfast=${noise}`)))
        assert.match(value, /^[A-Za-z0-9_-]{1,100}$/)
    }),
  )
  assert.deepEqual(readCookies('x'.repeat(5000)), {})
  assert.deepEqual(readCookies(undefined), {})
})

test('only our own pages may change anything', () => {
  const ours = 'https://portal.example'
  const from = (fetchSite?: string, origin?: string): boolean => isSameOrigin({ fetchSite, origin }, ours)
  assert.equal(from('same-origin', ours), true)
  assert.equal(from('same-origin'), true)
  assert.equal(from(undefined, ours), true)
  for (const site of ['cross-site', 'same-site', 'none', 'SAME-ORIGIN', ''])
    assert.equal(from(site, ours), false, site)
  for (const origin of [
    'null',
    'https://portal.example.evil.test',
    'http://portal.example',
    'https://portal.example:444',
    '',
  ])
    assert.equal(from('same-origin', origin), false, origin)
  assert.equal(from(), false)
})

test('every refusal is a problem with its own status, and says when to try again', () => {
  for (const code of Object.keys(REFUSALS) as RefusalCode[]) {
    const { status, body, headers } = problem(refuse(code), 0)
    assert.equal(status, REFUSALS[code].status)
    assert.deepEqual(body, { type: `/problems/${code}`, title: REFUSALS[code].title, status, code })
    assert.equal(headers['retry-after'] !== undefined, status === 503)
  }
  const limited = problem(
    refuse('slow-down', { retryAt: '2027-01-01T00:01:30.500Z' }),
    Date.parse('2027-01-01T00:00:00Z'),
  )
  assert.equal(limited.headers['retry-after'], '91')
})

test('pages run and load nothing but our own files', () => {
  const policy = securityHeaders('page', 'https://portal.example')['content-security-policy']!
  assert.match(policy, /default-src 'none'/)
  assert.doesNotMatch(policy, /unsafe|\*|https?:|wasm/)
  assert.ok(securityHeaders('page', 'https://portal.example')['strict-transport-security'])
  assert.equal(securityHeaders('data', 'http://localhost:1')['strict-transport-security'], undefined)
})

test('only requests for our own name are answered; in development also for this machine', () => {
  const ours = (host: string | undefined, mode: 'development' | 'production'): boolean =>
    isOurHost(host, 'https://portal.example', mode)
  for (const mode of ['development', 'production'] as const) {
    assert.equal(ours('portal.example', mode), true)
    for (const host of [
      'evil.example',
      'portal.example.evil.example',
      'portal.example:444',
      '127.0.0.1.evil.example',
      '',
      undefined,
    ])
      assert.equal(ours(host, mode), false, host)
  }
  assert.deepEqual(
    ['127.0.0.1:4380', '[::1]:4380', 'localhost:4380'].map((host) => ours(host, 'development')),
    [true, true, true],
  )
  assert.equal(ours('127.0.0.1:4380', 'production'), false)
})
