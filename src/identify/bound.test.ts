import assert from 'node:assert/strict'
import { createECDH, generateKeyPairSync, hkdfSync, type KeyObject, randomBytes, sign } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { boundText, readBound, readKeyInfo, type SignedRequest, writeBound } from '../lib/bound.ts'
import { hmac, sha256 } from '../lib/bytes.ts'
import { type Asked, agreeReadKey, BOUND_WINDOW, judgeBound, readPoints } from './bound.ts'

const NOW = 1_800_000_000_000
const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)

function pointOf(key: KeyObject): Buffer {
  const { x = '', y = '' } = key.export({ format: 'jwk' })
  return Buffer.concat([Buffer.of(4), Buffer.from(x, 'base64url'), Buffer.from(y, 'base64url')])
}
const pair = () => generateKeyPairSync('ec', { namedCurve: 'P-256' })
const own = pair()
const keys = { sign: pointOf(own.publicKey), read: randomBytes(32) }

/** A request and its header, made here from the parts and not by the SDK. */
function made(
  change: Partial<SignedRequest> & { body?: string } = {},
  by: KeyObject = own.privateKey,
): Asked {
  const { body = '{"a":1}', ...rest } = change
  const request: SignedRequest = {
    method: 'POST',
    path: '/v1/thing?x=1',
    bodyDigest: sha256(rest.method === 'GET' ? '' : body).toString('base64url'),
    at: NOW,
    nonce: randomBytes(16).toString('base64url'),
    proof: '',
    ...rest,
  }
  const text = boundText(request)
  const signed =
    request.method === 'GET'
      ? hmac(keys.read, text)
      : sign('sha256', Buffer.from(text), { key: by, dsaEncoding: 'ieee-p1363' })
  const bound = writeBound({ ...request, signature: signed.toString('base64url') })
  const { method, path, proof } = request
  return {
    method,
    path,
    body: method === 'GET' ? undefined : Buffer.from(body),
    bound,
    proof: proof || undefined,
  }
}
const outcome = (asked: Asked, now = NOW): string => {
  const judged = judgeBound(keys, asked, now)
  return judged.kind === 'bound' ? 'bound' : (judged.reason ?? judged.code)
}

test('the text under a signature is the one that is documented', () => {
  const parts = {
    method: 'POST',
    path: '/v1/a?b=c',
    bodyDigest: 'DIGEST',
    at: 5,
    nonce: 'NONCE',
    proof: 'PROOF',
  }
  assert.equal(boundText(parts), 'holdfast bound 1\nPOST\n/v1/a?b=c\nDIGEST\n5\nNONCE\nPROOF')
})

test('a signed change and a marked read are of their browser', () => {
  assert.equal(outcome(made()), 'bound')
  assert.equal(outcome(made({ proof: 'a-proof' })), 'bound')
  assert.equal(outcome(made({ method: 'GET' })), 'bound')
})

test('nothing that was signed can be changed, in a change or in a read', () => {
  for (const method of ['POST', 'GET']) {
    const right = made({ method, proof: 'proof' })
    const other = method === 'GET' ? 'POST' : 'GET'
    const changed: readonly Partial<Asked>[] = [
      { method: other },
      { path: '/v1/thing?x=2' },
      { path: '/v1/thing' },
      { path: '/v1/thing?x=1&y=1' },
      { proof: 'other' },
      { proof: undefined },
      ...(method === 'POST' ? [{ body: Buffer.from('{"a":2}') }, { body: undefined }] : []),
    ]
    for (const change of changed)
      assert.equal(
        outcome({ ...right, ...change }),
        'not-this-browser',
        `${method} ${JSON.stringify(change)}`,
      )
  }
})

test('the time of a request may be off by sixty seconds either way, and by no more', () => {
  for (const method of ['POST', 'GET']) {
    for (const off of [-BOUND_WINDOW, BOUND_WINDOW])
      assert.equal(outcome(made({ method, at: NOW + off })), 'bound')
    for (const off of [-BOUND_WINDOW - 1, BOUND_WINDOW + 1]) {
      const judged = judgeBound(keys, made({ method, at: NOW + off }), NOW)
      assert.ok(judged.kind === 'refused' && judged.reason === 'clock')
      assert.equal(judged.serverTime, new Date(NOW).toISOString())
    }
  }
})

test('a key of another session, and the key of the other use, are none', () => {
  assert.equal(outcome(made({}, pair().privateKey)), 'not-this-browser')
  const read = made({ method: 'GET' })
  assert.equal(judgeBound({ ...keys, read: randomBytes(32) }, read, NOW).kind, 'refused')
  // A MAC in the place of a signature, and a signature in that of a MAC.
  const at = { at: NOW, nonce: 'A'.repeat(22) }
  const text = (method: string, body: string): string =>
    boundText({ method, path: '/v1/x', bodyDigest: sha256(body).toString('base64url'), proof: '', ...at })
  const signature = hmac(keys.read, text('POST', '{}')).toString('base64url')
  const asked = { path: '/v1/x', proof: undefined }
  const marked = {
    ...asked,
    method: 'POST',
    body: Buffer.from('{}'),
    bound: writeBound({ ...at, signature }),
  }
  assert.equal(outcome(marked), 'not-this-browser')
  const ecdsa = sign('sha256', Buffer.from(text('GET', '')), {
    key: own.privateKey,
    dsaEncoding: 'ieee-p1363',
  })
  const bound = writeBound({ ...at, signature: ecdsa.toString('base64url') })
  assert.equal(outcome({ ...asked, method: 'GET', body: undefined, bound }), 'not-this-browser')
})

test('a header of any other form is none, whatever is in it', (t) => {
  t.diagnostic(`seed ${SEED}`)
  const right = made()
  const header = right.bound!
  const wrong = [
    undefined,
    '',
    ` ${header}`,
    `${header} `,
    `${header}, ${header}`,
    header.replace('v=1', 'v=2'),
    header.replace('v=1,', ''),
    header.replace('t=', 't=+'),
    header.replace('t=', 't=0x'),
    header.replace('t=', 't=0'),
    header.replace(/t=\d+/, 't=1e12'),
    header.replace(/t=\d+/, 't=9999999999999999'),
    header.replace(/,n=.{22}/, ',n='),
    header.replace(/s=.*/, 's='),
    header.replace(/s=.*/, `s=${'A'.repeat(86)}`),
    header.replace(/s=.*/, `s=${'A'.repeat(43)}`),
    header.replace(',n=', ';n='),
    header.toUpperCase(),
  ]
  for (const bound of wrong) assert.notEqual(outcome({ ...right, bound }), 'bound', String(bound))
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (bound) => {
      assert.equal(outcome({ ...right, bound }), 'not-this-browser')
    }),
    { seed: SEED },
  )
  fc.assert(
    fc.property(fc.nat(header.length - 1), fc.constantFrom('A', 'B', '0', '-', ',', '='), (at, letter) => {
      fc.pre(header[at] !== letter)
      const bound = header.slice(0, at) + letter + header.slice(at + 1)
      // The last letter of 64 bytes in base64url has four bits that say nothing.
      fc.pre(at < header.length - 1)
      assert.notEqual(outcome({ ...right, bound }), 'bound', bound)
    }),
    { seed: SEED, numRuns: 300 },
  )
})

test('a header that is read is written the same', () => {
  const header = made().bound!
  assert.equal(writeBound(readBound(header)!), header)
})

test('keys are two different points on the curve, or there is no session', () => {
  const [one, two] = [pointOf(pair().publicKey), pointOf(pair().publicKey)]
  const read = (sign: Uint8Array, agree: Uint8Array) =>
    readPoints({
      sign: Buffer.from(sign).toString('base64url'),
      agree: Buffer.from(agree).toString('base64url'),
    })
  assert.deepEqual(read(one, two), { sign: one, agree: two })
  assert.deepEqual(read(one, one), { field: 'keys.agree', problem: 'used-twice' })
  const offCurve = Buffer.from(one)
  offCurve[64] = offCurve[64]! ^ 1
  const compressed = Buffer.concat([Buffer.of(2), one.subarray(1)])
  const infinity = Buffer.concat([Buffer.of(4), Buffer.alloc(64)])
  const large = Buffer.concat([Buffer.of(4), Buffer.alloc(64, 255)])
  for (const bad of [offCurve, compressed, infinity, large, one.subarray(1), Buffer.alloc(0)]) {
    assert.deepEqual(read(bad, two), { field: 'keys.sign', problem: 'not-a-point' })
    assert.deepEqual(read(one, bad), { field: 'keys.agree', problem: 'not-a-point' })
  }
})

test('both sides agree on one key of reads, and on another for any other session, browser or try', () => {
  const browser = createECDH('prime256v1')
  const point = browser.generateKeys()
  const theirs = (server: Buffer, session: string): Buffer => {
    const info = readKeyInfo(session, point.toString('base64url'), server.toString('base64url'))
    return Buffer.from(hkdfSync('sha256', browser.computeSecret(server), '', info, 32))
  }
  const made = agreeReadKey(randomBytes, 'session-1', point)
  assert.equal(made.key.length, 32)
  assert.deepEqual(theirs(made.point, 'session-1'), made.key)
  assert.notDeepEqual(theirs(made.point, 'session-2'), made.key)
  assert.notDeepEqual(agreeReadKey(randomBytes, 'session-1', point).key, made.key)
  // Numbers that are no private key are drawn again.
  const draws = [Buffer.alloc(32), Buffer.alloc(32, 255), Buffer.alloc(32, 7)]
  assert.equal(agreeReadKey(() => draws.shift()!, 's', point).point.length, 65)
  assert.equal(draws.length, 0)
})
