// The browser's own question for a key, and what went wrong with it in one of a few words. The package comes when a key
// is asked for, not before: the front door is to be light.
import type { z } from 'zod'
import type { methodAnswer } from '../../src/lib/proof-fields.ts'
import { creationOptionsView, requestOptionsView } from '../../src/lib/webauthn-fields.ts'
import type { factorsTexts } from './texts.ts'

export type KeyTrouble = keyof typeof factorsTexts.key.trouble
type KeyResponse = Extract<z.input<typeof methodAnswer>, { method: 'webauthn' }>['response']
export type KeyAnswer =
  | { readonly ok: true; readonly response: KeyResponse }
  | { readonly ok: false; readonly trouble: KeyTrouble }

export function browserHasKeys(): boolean {
  return typeof window.PublicKeyCredential === 'function'
}

/** A new key. `options`: what the server sent to be given to the browser. */
export function makeKey(options: unknown): Promise<KeyAnswer> {
  return asked(async () => {
    const { startRegistration } = await import('@simplewebauthn/browser')
    return startRegistration({ optionsJSON: creationOptionsView.parse(options) })
  })
}

/** A signature of a key that was added before. */
export function askKey(options: unknown): Promise<KeyAnswer> {
  return asked(async () => {
    const { startAuthentication } = await import('@simplewebauthn/browser')
    return startAuthentication({ optionsJSON: requestOptionsView.parse(options) })
  })
}

async function asked(ask: () => Promise<KeyResponse>): Promise<KeyAnswer> {
  if (!browserHasKeys()) return { ok: false, trouble: 'unsupported' }
  try {
    return { ok: true, response: await ask() }
  } catch (error) {
    return { ok: false, trouble: troubleOf(error) }
  }
}

/** By the names that browsers throw (WebAuthn Level 3 §5.1.3 and §5.1.4); the package keeps them. */
const TROUBLES: Readonly<Record<string, KeyTrouble>> = {
  NotAllowedError: 'cancelled',
  AbortError: 'cancelled',
  InvalidStateError: 'registered',
  ConstraintError: 'unfit',
  NotSupportedError: 'unfit',
  SecurityError: 'address',
}

function troubleOf(error: unknown): KeyTrouble {
  return (error instanceof Error && TROUBLES[error.name]) || 'failed'
}
