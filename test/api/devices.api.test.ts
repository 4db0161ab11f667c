// A device is known by its key and by nothing else. Strangers have locked the name out; whoever is known gets past that,
// whoever is not known waits: so it shows at once which proofs the server takes.

import assert from 'node:assert/strict'
import { createECDH, createPrivateKey, generateKeyPairSync, sign } from 'node:crypto'
import { after, before, beforeEach, test } from 'node:test'
import { Browser } from '../kit/browser.ts'
import { must, type Person, refusal, signIn, signUp } from '../kit/person.ts'
import type { World } from '../kit/world.ts'
import { closeWorlds, copyOf, openWorld, outcome } from './scene.ts'

const MINUTE = 60_000
const DAY = 24 * 60 * MINUTE

let w: World
let person: Person
before(async () => {
  w = await openWorld()
})
after(closeWorlds)
beforeEach(async () => {
  person = await signUp(w)
  await lockOut(person)
})

async function lockOut({ username }: Person): Promise<void> {
  for (let n = 0; n < 6; n++) {
    const said = outcome(
      await new Browser({ origin: w.origin }).api.signIn.start({
        identifier: username,
        password: `guess ${n}`,
      }),
    )
    if (said === 'slow-down') return
  }
  throw new Error('strangers are not slowed')
}

type Proof = { readonly nonce: string; readonly publicKey: string; readonly signature: string }

/** Is this proof taken for a device of the account? From any browser, with or without its cookies. */
async function taken(
  device: Proof | undefined,
  browser = new Browser({ origin: w.origin }),
  identifier = person.username,
): Promise<boolean> {
  const said = outcome(
    await browser.api.signIn.start({ identifier, password: person.password, ...(device && { device }) }),
  )
  assert.ok(said === 'ok' || said === 'slow-down', said)
  return said === 'ok'
}

const real = async (identifier = person.username): Promise<Proof> =>
  (await person.browser.deviceProof(identifier))!

function flip(text: string, at: number): string {
  const bytes = Buffer.from(text, 'base64url')
  bytes[at] = bytes[at]! ^ 1
  return bytes.toString('base64url')
}

test('the key of the owner is taken, from a browser that has nothing else', async () => {
  assert.equal(await taken(undefined), false)
  assert.equal(await taken(await real()), true)
})

test('a signature with any bit changed is none', async () => {
  for (const at of [0, 1, 31, 32, 33, 63]) {
    const proof = await real()
    assert.equal(await taken({ ...proof, signature: flip(proof.signature, at) }), false, `byte ${at}`)
  }
  const proof = await real()
  for (const signature of [
    'A'.repeat(86),
    '_'.repeat(85) + 'w',
    proof.signature.slice(43) + proof.signature.slice(0, 43),
  ])
    assert.equal(await taken({ ...proof, signature }), false)
  // And the proof itself, untouched until now, is good: none of these has spent it.
  assert.equal(await taken(proof), true)
})

test('a signature over another identifier is none', async () => {
  for (const identifier of [
    person.email,
    'someone-else',
    '',
    person.username.toUpperCase(),
    `${person.username}\n`,
  ]) {
    assert.equal(await taken(await real(identifier)), false, identifier)
  }
})

test('another key is none, whether it says so or claims to be the known one', async () => {
  const known = await real()
  const stranger = new Browser({ origin: w.origin })
  const own = (await stranger.deviceProof(person.username))!
  assert.equal(await taken(own), false)
  assert.equal(await taken({ ...own, publicKey: known.publicKey }), false)
  assert.equal(await taken({ ...known, publicKey: own.publicKey }), false)
})

test('a nonce that is not ours, is altered, or has expired is none', async () => {
  const { browser } = person
  const { nonce } = await real()
  const [id, time, random, mac] = nonce.split('.')
  const later = (Number.parseInt(time!, 36) + 60_000).toString(36)
  const forged = [
    '',
    '.',
    '...',
    'x',
    nonce.slice(0, -1),
    `${nonce}A`,
    `2.${time}.${random}.${mac}`,
    `${id}.${later}.${random}.${mac}`,
    `${id}.${time}.${random}`,
    `${id}.${time}.${'A'.repeat(22)}.${mac}`,
    `${id}.${time}.${random}.${'A'.repeat(43)}`,
    `NaN.${time}.${random}.${mac}`,
    `${id}.-1.${random}.${mac}`,
    `${id}.${time}.${random}.`,
    `1e0.${time}.${random}.${mac}x`,
    'A'.repeat(200),
  ]
  for (const one of forged) assert.equal(await taken(browser.signDevice(one, person.username)), false, one)
  const expired = await real()
  await w.pass(5 * MINUTE)
  await lockOut(person)
  assert.equal(await taken(expired), false, 'expired')
})

test('a nonce that was used is refused, and the try is not made', async () => {
  const proof = await real()
  assert.equal(await taken(proof), true)
  assert.equal(
    refusal(
      await new Browser({ origin: w.origin }).api.signIn.start({
        identifier: person.username,
        password: person.password,
        device: proof,
      }),
    ),
    'request-malformed',
  )
  assert.equal(
    refusal(
      await new Browser({ origin: w.origin }).api.signIn.start({
        identifier: person.username,
        password: 'a guess with a used proof',
        device: proof,
      }),
    ),
    'request-malformed',
  )
})

test('a point that is not on the curve, or is no point, is no key and no error', async () => {
  const { nonce, signature, publicKey } = await real()
  const off = Buffer.from(publicKey, 'base64url')
  off[64] = off[64]! ^ 1
  const zeros = Buffer.alloc(65)
  zeros[0] = 4
  const full = Buffer.alloc(65, 0xff)
  full[0] = 4
  const tagged = Buffer.from(publicKey, 'base64url')
  for (const [name, point] of [
    ['off the curve', off],
    ['zeros', zeros],
    ['beyond the field', full],
  ] as const) {
    assert.equal(await taken({ nonce, signature, publicKey: point.toString('base64url') }), false, name)
  }
  for (const first of [0, 2, 3, 5, 6, 7, 255]) {
    tagged[0] = first
    assert.equal(
      await taken({ nonce, signature, publicKey: tagged.toString('base64url') }),
      false,
      `first byte ${first}`,
    )
  }
})

test('a key on another curve is none', async () => {
  const { nonce } = await real()
  const ecdh = createECDH('secp256k1')
  const point = ecdh.generateKeys()
  const jwk = {
    kty: 'EC',
    crv: 'secp256k1',
    d: ecdh.getPrivateKey().toString('base64url'),
    x: point.subarray(1, 33).toString('base64url'),
    y: point.subarray(33).toString('base64url'),
  }
  const signature = sign('sha256', Buffer.from(`holdfast device proof\n${nonce}\n${person.username}`), {
    key: createPrivateKey({ key: jwk, format: 'jwk' }),
    dsaEncoding: 'ieee-p1363',
  })
  assert.equal(
    await taken({
      nonce,
      publicKey: point.toString('base64url'),
      signature: signature.toString('base64url'),
    }),
    false,
  )
})

test('a signature over another text, or with another digest, is none', async () => {
  const { nonce, publicKey } = await real()
  const { privateKey } = person.browser.key!
  const over = (text: string, digest = 'sha256'): Proof => ({
    nonce,
    publicKey,
    signature: sign(digest, Buffer.from(text), { key: privateKey, dsaEncoding: 'ieee-p1363' }).toString(
      'base64url',
    ),
  })
  const text = `holdfast device proof\n${nonce}\n${person.username}`
  for (const other of [
    nonce,
    `${nonce}${person.username}`,
    `${nonce}\n${person.username}`,
    `${text}\n`,
    text.replaceAll('\n', '\r\n'),
    '',
  ])
    assert.equal(await taken(over(other)), false)
  assert.equal(await taken(over(text, 'sha512')), false)
  assert.equal(await taken(over(text)), true)
})

test('a device of another account is nobody here', async () => {
  const other = await signUp(w)
  assert.equal(await taken(await other.browser.deviceProof(person.username)), false)
  // Not even after that account has signed in with it a second time.
  await signIn(w, other, other.browser)
  await lockOut(person)
  assert.equal(await taken(await other.browser.deviceProof(person.username)), false)
})

test('a key that only began a sign-in, and never ended one, is not known', async () => {
  await w.pass(2 * MINUTE)
  const browser = new Browser({ origin: w.origin })
  const device = (await browser.deviceProof(person.username))!
  must(await browser.api.signIn.start({ identifier: person.username, password: person.password, device }))
  await lockOut(person)
  assert.equal(await taken(await browser.deviceProof(person.username)), false)
})

test('a forgotten device is a stranger', async () => {
  const proof = await real()
  const { devices } = must(await person.browser.api.sessions.devices())
  must(await person.browser.api.sessions.forgetDevice({ id: devices[0]!.id }))
  assert.equal(await taken(proof), false)
  assert.equal(await taken(await real()), false)
})

test('a device that was not seen for ninety days is a stranger', async () => {
  await w.pass(90 * DAY + MINUTE)
  await lockOut(person)
  assert.equal(await taken(await real()), false)
})

test('all the cookies of a known browser, without its key, are a stranger', async () => {
  const copy = copyOf(person.browser, w.origin, false)
  assert.ok(copy.jar.size > 0)
  assert.equal(await taken(undefined, copy), false)
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' })
  copy.key = { privateKey, publicKey }
  assert.equal(await taken(await copy.deviceProof(person.username), copy), false)
})

test('a sign-in without a known key is told of as a new device, and one with it is not', async () => {
  const fresh = await signUp(w)
  const mails = (): number =>
    w.mails.filter((mail) => mail.to === fresh.email && mail.subject.startsWith('Signed in')).length
  await w.mailTo(fresh.email, (mail) => mail.subject.startsWith('Signed in'))
  const before = mails()
  await signIn(w, fresh, fresh.browser)
  await signIn(w, fresh, copyOf(fresh.browser, w.origin, false))
  await w.mailTo(fresh.email, (mail) => mail.subject.startsWith('Signed in'))
  assert.equal(mails(), before + 1)
})
