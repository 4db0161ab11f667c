// How many answers a second this core can verify when it does nothing else: an authenticator's code and a key's
// signature as the product verifies them, and the bare cryptography of each as a yardstick.
import { createHmac, createPublicKey, randomBytes, verify } from 'node:crypto'
import { HOTP, Secret } from 'otpauth'
import type { Answer, At } from '../src/factors/method.ts'
import { totp } from '../src/factors/totp/totp.ts'
import { webauthn } from '../src/factors/webauthn/method.ts'
import { sha256 } from '../src/lib/bytes.ts'
import type { CreationOptions, KeyRequest, RequestOptions } from '../src/lib/webauthn-fields.ts'
import { softKey } from '../test/kit/authenticator.ts'
import { answer } from './pinned.ts'

export const VERIFYING = ['hmac', 'totp', 'signature', 'webauthn'] as const
export type Verifying = (typeof VERIFYING)[number]
export type VerifyRun = { readonly kind: Verifying; readonly seconds: number }
export type VerifyResult = { readonly perSecond: number; readonly medianMs: number; readonly p99Ms: number }

const WARM_MS = 300
const STEP_SECONDS = 30
const ORIGIN = 'http://localhost:4100'
const AT: At = {
  id: '6f1c9b1e-0f6e-4b62-9c0c-0d7f6a1f9a11',
  account: '0d7f6a1f-0f6e-4b62-9c0c-6f1c9b1e9a11',
  digest: sha256('what is bound'),
  site: { origin: ORIGIN, platform: 'Northmere' },
  codeKeys: [randomBytes(32)],
  now: 1_800_000_000_000,
}
const OWNER = { account: AT.account, username: 'bench', email: 'bench@example.test' }

function ofTotp(): Readonly<Record<'hmac' | 'totp', () => boolean>> {
  const secret = Secret.fromHex(randomBytes(20).toString('hex'))
  const counter = Math.floor(AT.now / 1000 / STEP_SECONDS)
  const code = HOTP.generate({ secret, algorithm: 'SHA1', digits: 6, counter })
  const [key, text] = [Buffer.from(secret.buffer), Buffer.alloc(8)]
  text.writeBigUInt64BE(BigInt(counter))
  const kept = { key: secret.base32, lastStep: 0 }
  return {
    hmac: () => createHmac('sha1', key).update(text).digest().length > 0,
    totp: () => {
      const verified = totp.verify(kept, null, { code }, AT)
      return 'ok' in verified && verified.ok
    },
  }
}

type Options<Kind> = { readonly shown?: { readonly kind: string; readonly options?: unknown } } & {
  readonly of?: Kind
}
const optionsOf = <Kind>({ shown }: Options<Kind>): Kind => shown?.options as Kind

async function ofKey(): Promise<
  Readonly<Record<'signature' | 'webauthn', () => Promise<boolean> | boolean>>
> {
  // Copied between devices, and so without a counter: one signature can be verified again and again.
  const key = softKey({ synced: true })
  const making = { ...AT, random: randomBytes }
  const begun = webauthn.enrol(making, OWNER, { key: 'passkey' }, [])
  if (!begun) throw new Error('a key cannot be enrolled')
  const made: Answer = { response: await key.create(optionsOf<CreationOptions>(begun), ORIGIN) }
  const confirmed = await webauthn.confirm(begun.pending, made, AT)
  if (!confirmed.ok) throw new Error('a new key was refused')
  const { secret } = confirmed
  const offered = webauthn.offer(making, [secret])
  const response: KeyRequest = await key.get(optionsOf<RequestOptions>(offered), ORIGIN)
  const bare = bareOf(made, response)
  return {
    signature: bare,
    webauthn: async () => (await webauthn.verify(secret, offered.offer, { response }, AT)).ok,
  }
}

/** The signature alone (WebAuthn Level 3 §7.2, step 25), by a key that lies ready. */
function bareOf(made: Answer, { response }: KeyRequest): () => boolean {
  const bytes = (text: string): Buffer => Buffer.from(text, 'base64url')
  const signed = Buffer.concat([bytes(response.authenticatorData), sha256(bytes(response.clientDataJSON))])
  const signature = bytes(response.signature)
  const publicKey = createPublicKey({ key: jwkOf(made), format: 'jwk' })
  return () => verify('sha256', signed, publicKey, signature)
}

/** The point lies at the end of the attestation: -2: bytes(32), -3: bytes(32) (RFC 9053 §7.1.1). */
function jwkOf(made: Answer): { kty: string; crv: string; x: string; y: string } {
  const { response } = (made as { response: { response: { attestationObject: string } } }).response
  const object = Buffer.from(response.attestationObject, 'base64url')
  const [beforeX, beforeY] = [Buffer.from('215820', 'hex'), Buffer.from('225820', 'hex')]
  const at = object.indexOf(beforeX) + beforeX.length
  const y = at + 32 + beforeY.length
  const text = (from: number): string => object.subarray(from, from + 32).toString('base64url')
  return { kty: 'EC', crv: 'P-256', x: text(at), y: text(y) }
}

const works: Readonly<Record<Verifying, () => Promise<boolean> | boolean>> = {
  ...ofTotp(),
  ...(await ofKey()),
}

async function run({ kind, seconds }: VerifyRun): Promise<VerifyResult> {
  const work = works[kind]
  const from = performance.now() + WARM_MS
  const until = from + seconds * 1000
  const took: number[] = []
  for (let began = performance.now(); began < until; ) {
    const verified = work()
    if (!(typeof verified === 'boolean' ? verified : await verified))
      throw new Error(`a right answer was refused: ${kind}`)
    const now = performance.now()
    if (began >= from) took.push(now - began)
    began = now
  }
  const sorted = took.toSorted((a, b) => a - b)
  return {
    perSecond: took.length / seconds,
    medianMs: sorted[Math.floor(sorted.length / 2)] ?? 0,
    p99Ms: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  }
}

answer({ run })
