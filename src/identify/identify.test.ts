import assert from 'node:assert/strict'
import { generateKeyPairSync, sign } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { keyRing } from '../lib/keys.ts'
import { HOUR, MINUTE } from '../lib/time.ts'
import { describeProgram } from './client.ts'
import { makeNonce, provenKey, signedText } from './device.ts'
import { clientAddress, hasPlace, networkOf } from './network.ts'
import { sessionState } from './session.ts'

const NOW = 1_800_000_000_000
const ring = keyRing([{ id: 1, bytes: Buffer.alloc(32, 1) }])

test('without trusted proxies no header changes the address', () => {
  fc.assert(
    fc.property(fc.string(), (header) => assert.equal(clientAddress('192.0.2.1', header, 0), '192.0.2.1')),
  )
})

test('with trusted proxies only what they wrote counts, however much a client writes before it', () => {
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom('198.51.100.9', '::1', 'unknown', '10.0.0.1', ''), { maxLength: 5 }),
      (forged) => {
        assert.equal(clientAddress('10.0.0.2', [...forged, '203.0.113.5'].join(', '), 1), '203.0.113.5')
        assert.equal(
          clientAddress('10.0.0.2', [...forged, '203.0.113.5', '10.0.0.3'].join(', '), 2),
          '203.0.113.5',
        )
      },
    ),
  )
})

test('fewer entries than proxies, or one that is no address, means the peer itself', () => {
  assert.equal(clientAddress('10.0.0.2', undefined, 1), '10.0.0.2')
  assert.equal(clientAddress('10.0.0.2', '203.0.113.5', 2), '10.0.0.2')
  assert.equal(clientAddress('10.0.0.2', 'evil', 1), '10.0.0.2')
  assert.equal(clientAddress('10.0.0.2', '203.0.113.5:5678', 1), '203.0.113.5')
  assert.equal(clientAddress('10.0.0.2', '[2001:db8::1]:5678', 1), '2001:db8::1')
  assert.equal(clientAddress('10.0.0.2', '0x7f.1', 1), '10.0.0.2')
})

test('one address has one spelling, and one client of IPv6 one network', () => {
  assert.equal(clientAddress('::ffff:192.0.2.1', undefined, 0), '192.0.2.1')
  assert.equal(clientAddress('fe80::1%eth0', undefined, 0), 'fe80::1')
  assert.equal(clientAddress('2001:DB8:0:0::1', undefined, 0), '2001:db8::1')
  assert.equal(networkOf('2001:db8:1:2:aaaa::1'), networkOf('2001:db8:1:2:ffff::9'))
  assert.notEqual(networkOf('2001:db8:1:2::1'), networkOf('2001:db8:1:3::1'))
  assert.equal(networkOf('192.0.2.1'), '192.0.2.1')
  assert.equal(networkOf('unknown'), 'unknown')
})

test('private and reserved addresses have no place', () => {
  for (const address of ['10.0.0.1', '192.168.1.1', '127.0.0.1', '::1', 'fe80::1', '169.254.1.1', 'unknown'])
    assert.equal(hasPlace(address), false, address)
  assert.equal(hasPlace('8.8.8.8'), true)
})

test('a program is described by names of a list, never by its own text', () => {
  assert.deepEqual(
    describeProgram('Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0'),
    { label: 'Firefox on Windows', form: 'computer' },
  )
  assert.equal(
    describeProgram(
      'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 Mobile/15E148 Safari/604.1',
    ).form,
    'phone',
  )
  assert.deepEqual(describeProgram('<script>alert(1)</script>'), { label: 'A program', form: 'program' })
  assert.deepEqual(describeProgram(undefined), { label: 'A program', form: 'program' })
  const spoken = 'Mozilla/5.0 Account blocked. Call +44 20 7946 0000 or open evil-support.example/1 x'
  assert.equal(describeProgram(spoken).label, 'A browser')
  fc.assert(
    fc.property(fc.string({ maxLength: 60 }), (noise) => {
      const { label } = describeProgram(`Mozilla/5.0 (${noise}) Gecko/20100101 Firefox/1.0`)
      assert.ok(label.length <= 80 && !/[<>"'&]/.test(label))
    }),
  )
})

const live = {
  endedAt: null,
  endsAt: NOW + HOUR,
  lastSeenAt: NOW,
  idleSeconds: 900,
  locks: false,
  credentialVersion: 3,
  accountVersion: 3,
  accountState: 'active',
}

test('a session is live until its idle or absolute limit, its end, or newer credentials', () => {
  assert.equal(sessionState(live, NOW), 'live')
  assert.equal(sessionState(live, NOW + 15 * MINUTE - 1), 'live')
  assert.equal(sessionState(live, NOW + 15 * MINUTE), 'idle')
  assert.equal(sessionState({ ...live, lastSeenAt: NOW + HOUR - 1 }, NOW + HOUR), 'over')
  assert.equal(sessionState({ ...live, endedAt: NOW }, NOW), 'ended')
  assert.equal(sessionState({ ...live, accountVersion: 4 }, NOW), 'revoked')
  assert.equal(sessionState({ ...live, accountState: 'closed' }, NOW), 'revoked')
})

test('in every combination: what has ended is over, then the absolute limit, then rest locks where it is chosen', () => {
  for (const ended of [false, true])
    for (const older of [false, true])
      for (const closed of [false, true])
        for (const late of [false, true])
          for (const rested of [false, true])
            for (const locks of [false, true]) {
              const endsAt = late ? NOW : NOW + 1
              const session = {
                ...live,
                locks,
                endsAt,
                endedAt: ended ? NOW - 1 : null,
                lastSeenAt: rested ? NOW - 15 * MINUTE : NOW - 15 * MINUTE + 1,
                accountVersion: older ? 4 : 3,
                accountState: closed ? 'closed' : 'active',
              }
              const gone = ended || older || closed || late
              const state = sessionState(session, NOW)
              assert.equal(state === 'live', !gone && !rested)
              assert.equal(state === 'locked', !gone && rested && locks)
              assert.equal(state === 'idle', !gone && rested && !locks)
            }
})

function device() {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  const jwk = publicKey.export({ format: 'jwk' })
  const point = Buffer.concat([
    Buffer.from([4]),
    Buffer.from(jwk.x!, 'base64url'),
    Buffer.from(jwk.y!, 'base64url'),
  ])
  return {
    point,
    prove: (nonce: string, identifier: string) => ({
      nonce,
      publicKey: point.toString('base64url'),
      signature: sign('sha256', Buffer.from(signedText(nonce, identifier)), {
        key: privateKey,
        dsaEncoding: 'ieee-p1363',
      }).toString('base64url'),
    }),
  }
}

test('a device proves its key over a nonce of ours, for one name, for five minutes', () => {
  const one = device()
  const nonce = makeNonce(ring, Buffer.alloc(16, 9), NOW)
  const proof = one.prove(nonce, 'ines')
  assert.deepEqual(provenKey(ring, proof, 'ines', NOW + MINUTE), one.point)
  assert.equal(provenKey(ring, proof, 'other', NOW), undefined)
  assert.equal(provenKey(ring, proof, 'ines', NOW + 5 * MINUTE), undefined)
  assert.equal(provenKey(ring, proof, 'ines', NOW - 3000), undefined)
  assert.equal(provenKey(keyRing([{ id: 1, bytes: Buffer.alloc(32, 2) }]), proof, 'ines', NOW), undefined)
  assert.equal(
    provenKey(ring, { ...proof, publicKey: device().point.toString('base64url') }, 'ines', NOW),
    undefined,
  )
  assert.equal(
    provenKey(
      ring,
      { ...proof, publicKey: Buffer.concat([Buffer.from([4]), Buffer.alloc(64, 1)]).toString('base64url') },
      'ines',
      NOW,
    ),
    undefined,
  )
  assert.equal(
    provenKey(
      ring,
      one.prove(
        nonce.replace(/.$/, (c) => (c === 'A' ? 'B' : 'A')),
        'ines',
      ),
      'ines',
      NOW,
    ),
    undefined,
  )
  assert.equal(provenKey(ring, one.prove('1.zzz', 'ines'), 'ines', NOW), undefined)
})
