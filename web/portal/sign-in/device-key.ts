// The key by which this browser profile is known: made here, kept here, never able to leave (not extractable).
// It signs what the server asks at sign-in, so that a copied cookie or a stranger with the name proves nothing.
// A browser that keeps no key (a private window) signs in without, and is new each time.
import type { Problem } from '../../../sdk/client.ts'
import type { signIn } from '../../../src/features/sign-in/contract.ts'
import type { SentInputOf } from '../../../src/lib/contract.ts'
import { doorClient } from '../shell/api.ts'
import { answerOf, inStore } from '../shell/browser-store.ts'

export type DeviceProof = NonNullable<SentInputOf<(typeof signIn)['start']>['device']>
type Kept = { readonly privateKey: CryptoKey; readonly publicKey: string }

const DATABASE = 'holdfast'
const STORE = 'device'
const KEY = 'key'
const CURVE = { name: 'ECDSA', namedCurve: 'P-256' } as const

/** Signed over what the server reads: the identifier after the contract's own transform. */
export async function deviceProof(identifier: string): Promise<{ readonly device?: DeviceProof }> {
  if (!(await keepsDeviceKey())) return {}
  const nonce = await doorClient.signIn.nonce()
  const device = nonce.ok ? await signAsDevice(nonce.value.nonce, identifier) : undefined
  return device === undefined ? {} : { device }
}

/** The same over a nonce that came with something else. */
export async function signAsDevice(nonce: string, identifier: string): Promise<DeviceProof | undefined> {
  const kept = await deviceKey()
  if (kept === undefined) return undefined
  const text = new TextEncoder().encode(`holdfast device proof\n${nonce}\n${identifier}`)
  const signature = await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, kept.privateKey, text)
  return { nonce, publicKey: kept.publicKey, signature: base64url(signature) }
}

type Reply = { readonly ok: true } | { readonly ok: false; readonly problem: Problem }

/** Sends once more, with a new nonce, if the first one was spent already. */
export async function againIfNonceSpent<Answer extends Reply>(send: () => Promise<Answer>): Promise<Answer> {
  const answer = await send()
  if (answer.ok || answer.problem.code !== 'request-malformed' || answer.problem.reason !== 'nonce-used')
    return answer
  return send()
}

/** Does this browser keep a key? Asked by the line that says why a device is new. */
export async function keepsDeviceKey(): Promise<boolean> {
  return (await deviceKey()) !== undefined
}

let present: Promise<Kept | undefined> | undefined

function deviceKey(): Promise<Kept | undefined> {
  // WebCrypto or its store may be missing or forbidden: then this browser has no key, and that is an answer.
  present ??= openKey().catch(() => undefined)
  return present
}

async function openKey(): Promise<Kept> {
  const found = await inStore(DATABASE, STORE, 'readonly', (store) =>
    answerOf<Kept | undefined>(store.get(KEY)),
  )
  return found ?? keepNew(await makeKey())
}

async function makeKey(): Promise<Kept> {
  const pair = await crypto.subtle.generateKey(CURVE, false, ['sign', 'verify'])
  return {
    privateKey: pair.privateKey,
    publicKey: base64url(await crypto.subtle.exportKey('raw', pair.publicKey)),
  }
}

/** One key a profile: if another tab was faster, its key is the one. */
function keepNew(made: Kept): Promise<Kept> {
  return inStore(DATABASE, STORE, 'readwrite', async (store) => {
    const found = await answerOf<Kept | undefined>(store.get(KEY))
    if (found !== undefined) return found
    await answerOf(store.add(made, KEY))
    return made
  })
}

function base64url(bytes: ArrayBuffer): string {
  const text = String.fromCharCode(...new Uint8Array(bytes))
  return btoa(text).replaceAll('+', '-').replaceAll('/', '_').replaceAll('=', '')
}
