import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KeySecret } from '../../factors/webauthn/key.ts'
import { unlockDigest, unlockIdentifier, unlockKeys } from './quick-unlock.ts'

const NOW = 1_800_000_000_000
const key = (changed: Partial<KeySecret> = {}): KeySecret => ({
  id: 'key',
  publicKey: '',
  counter: 0,
  transports: ['internal'],
  synced: false,
  backedUp: false,
  verifiesUser: true,
  aaguid: '00000000-0000-0000-0000-000000000000',
  ...changed,
})
const factor = { id: 'f', method: 'webauthn', purposes: ['sign-in'], ripeAt: NOW, secret: key() } as const

test('a ripe passkey of the device that is on for sign-in and verifies its user unlocks, and no other method does', () => {
  assert.equal(unlockKeys([factor], NOW).length, 1)
  const others = [
    { ...factor, method: 'totp' as const },
    { ...factor, purposes: ['funding' as const, 'trading' as const] },
    { ...factor, purposes: [] },
    { ...factor, ripeAt: NOW + 1 },
    { ...factor, secret: key({ verifiesUser: false }) },
    { ...factor, secret: key({ transports: ['usb', 'nfc'] }) },
    { ...factor, secret: key({ transports: ['hybrid'] }) },
    { ...factor, secret: key({ transports: [] }) },
  ]
  for (const other of others) assert.deepEqual(unlockKeys([other], NOW), [], JSON.stringify(other))
})

test('a passkey that could also answer from another device is asked for in this one alone', () => {
  const roaming = { ...factor, secret: key({ transports: ['hybrid', 'internal'] }) }
  assert.deepEqual(unlockKeys([roaming], NOW)[0]?.key.transports, ['internal'])
})

test('what is signed is of one session on one device', () => {
  const digests = [
    unlockDigest({ session: 'a', device: 'b' }),
    unlockDigest({ session: 'b', device: 'a' }),
    unlockDigest({ session: 'a', device: 'a' }),
  ].map((digest) => digest.toString('hex'))
  assert.equal(new Set(digests).size, 3)
  assert.notEqual(unlockIdentifier('a'), unlockIdentifier('b'))
})
