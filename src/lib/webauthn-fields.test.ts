import assert from 'node:assert/strict'
import { test } from 'node:test'
import { keyCreationField, keyRequestField } from './webauthn-fields.ts'

const text = (bytes: number): string => Buffer.alloc(bytes, 0xa5).toString('base64url')
const CREATION = {
  id: text(32),
  rawId: text(32),
  type: 'public-key',
  clientExtensionResults: {},
  response: { clientDataJSON: text(150), attestationObject: text(300) },
}
const REQUEST = {
  ...CREATION,
  response: { clientDataJSON: text(150), authenticatorData: text(37), signature: text(70) },
}
const schemas = { creation: [keyCreationField, CREATION], request: [keyRequestField, REQUEST] } as const

const takes = (which: keyof typeof schemas, top: object, response: object = {}): boolean => {
  const [schema, right] = schemas[which]
  return schema.safeParse({ ...right, ...top, response: { ...right.response, ...response } }).success
}

test('what browsers send is taken', () => {
  assert.ok(takes('creation', {}))
  assert.ok(takes('request', {}, { userHandle: text(64) }))
  assert.ok(takes('request', { authenticatorAttachment: null }, { userHandle: null }))
})

test('bytes have one spelling', () => {
  for (const [id, isTaken] of [
    ['AA', true],
    ['AAA', true],
    ['AAAA', true],
    ['_-9z', true],
    ['AB', false],
    ['AAB', false],
    ['A', false],
    ['AAAAA', false],
    ['AA==', false],
    ['+/AA', false],
    ['AA AA', false],
    ['AAAA\n', false],
    ['', false],
  ] as const)
    assert.equal(takes('request', { id }), isTaken, JSON.stringify(id))
})

test('every string has its length', () => {
  for (const [which, member, most] of [
    ['creation', 'clientDataJSON', 4096],
    ['creation', 'attestationObject', 8192],
    ['creation', 'authenticatorData', 2048],
    ['creation', 'publicKey', 1024],
    ['request', 'clientDataJSON', 4096],
    ['request', 'authenticatorData', 2048],
    ['request', 'signature', 512],
    ['request', 'userHandle', 64],
  ] as const) {
    assert.ok(takes(which, {}, { [member]: text(most) }), member)
    assert.equal(takes(which, {}, { [member]: text(most + 1) }), false, member)
  }
  assert.ok(takes('creation', { id: text(1023) }))
  for (const top of [
    { id: text(1024) },
    { rawId: text(1024) },
    { authenticatorAttachment: 'x'.repeat(33) },
    { clientExtensionResults: { prf: 'x'.repeat(2048) } },
  ])
    assert.equal(takes('creation', top), false, Object.keys(top)[0])
  assert.equal(takes('creation', {}, { transports: ['x'.repeat(33)] }), false)
  assert.equal(takes('creation', {}, { transports: Array.from({ length: 17 }, () => 'usb') }), false)
})

test('a member that nobody knows is refused, and so is one of another type', () => {
  for (const [top, response] of [
    [{ more: 1 }, {}],
    [{}, { more: 1 }],
    [{ type: 'password' }, {}],
    [{ id: 1 }, {}],
    [{ clientExtensionResults: [] }, {}],
    [{ clientExtensionResults: null }, {}],
    [{ clientExtensionResults: { large: 1n } }, {}],
    [{}, { clientDataJSON: null }],
  ] as const) {
    assert.equal(takes('creation', top, response), false)
    assert.equal(takes('request', top, response), false)
  }
})

test('ways to reach a key are kept once each, and only those that are known', () => {
  const response = { ...CREATION.response, transports: ['usb', 'nfc', 'usb', 'by-mail'] }
  const { transports } = keyCreationField.parse({ ...CREATION, response }).response
  assert.deepEqual(transports, ['usb', 'nfc'])
})
