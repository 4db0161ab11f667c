// What browsers and we tell each other about passkeys and security keys: the JSON forms of WebAuthn Level 3 §5.1
// (RegistrationResponseJSON, AuthenticationResponseJSON and their options). Shapes and lengths only; what is true of
// them is judged in factors/webauthn.

import { z } from 'zod'

/** Base64url without padding (RFC 4648 §5). Bits left over are zero, so that bytes have one spelling. */
const BASE64URL = /^(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?$/
const bytesField = (most: number) =>
  z
    .string()
    .max(Math.ceil((most * 4) / 3))
    .regex(BASE64URL, 'not-base64url')

/** The longest a credential id may be (WebAuthn Level 3 §4, "Credential ID"). */
export const CREDENTIAL_ID_BYTES = 1023
const credentialIdField = bytesField(CREDENTIAL_ID_BYTES).min(1)
const clientDataField = bytesField(4096).min(1)
/** An id, an RSA key, flags and some extensions. */
const authenticatorDataField = bytesField(2048)

/** How a browser may reach a key (§5.8.4). Words that are not known yet are left out, as browsers do. */
export const TRANSPORTS = ['usb', 'nfc', 'ble', 'smart-card', 'hybrid', 'internal', 'cable'] as const
export type Transport = (typeof TRANSPORTS)[number]
const isTransport = (word: string): word is Transport => TRANSPORTS.some((known) => known === word)

/**
 * What extensions answered. None is asked for, though some programs answer all the same: taken as long as it is
 * short, and never read.
 */
const extensionsField = z.unknown().refine(isShortObject, 'not-a-short-object')
const EXTENSIONS_LENGTH = 2048

function isShortObject(sent: unknown): boolean {
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent)) return false
  try {
    return JSON.stringify(sent).length <= EXTENSIONS_LENGTH
  } catch {
    // What JSON cannot hold did not come as JSON.
    return false
  }
}

const credential = {
  id: credentialIdField,
  rawId: credentialIdField,
  type: z.literal('public-key'),
  clientExtensionResults: extensionsField.optional(),
  authenticatorAttachment: z.string().max(32).nullish(),
}

/** A new key: `RegistrationResponseJSON`. What is in the attestation object too is taken and never read. */
export const keyCreationField = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: clientDataField,
    attestationObject: bytesField(8192).min(1),
    transports: z
      .array(z.string().max(32))
      .max(16)
      .transform((words) => [...new Set(words.filter(isTransport))])
      .optional(),
    authenticatorData: authenticatorDataField.optional(),
    publicKey: bytesField(1024).nullish(),
    publicKeyAlgorithm: z.number().int().optional(),
  }),
})
export type KeyCreation = z.input<typeof keyCreationField>

/** A signature of a key: `AuthenticationResponseJSON`. */
export const keyRequestField = z.strictObject({
  ...credential,
  response: z.strictObject({
    clientDataJSON: clientDataField,
    authenticatorData: authenticatorDataField.min(1),
    /** RSA of 4096 bits is the longest. */
    signature: bytesField(512).min(1),
    /** 64 bytes at most (§5.4.3). Keys of the older kind know none. */
    userHandle: bytesField(64).nullish(),
  }),
})
export type KeyRequest = z.input<typeof keyRequestField>

const userVerification = z.enum(['required', 'preferred', 'discouraged'])
const knownKey = z.strictObject({
  type: z.literal('public-key'),
  id: z.string(),
  transports: z.array(z.enum(TRANSPORTS)),
})

/** For `navigator.credentials.create`: `PublicKeyCredentialCreationOptionsJSON`. */
export const creationOptionsView = z.strictObject({
  rp: z.strictObject({ id: z.string(), name: z.string() }),
  user: z.strictObject({ id: z.string(), name: z.string(), displayName: z.string() }),
  challenge: z.string(),
  pubKeyCredParams: z.array(z.strictObject({ type: z.literal('public-key'), alg: z.number().int() })),
  timeout: z.number().int(),
  excludeCredentials: z.array(knownKey),
  authenticatorSelection: z.strictObject({
    authenticatorAttachment: z.enum(['platform', 'cross-platform']).exactOptional(),
    residentKey: z.enum(['required', 'discouraged']),
    requireResidentKey: z.boolean(),
    userVerification,
  }),
  hints: z.array(z.enum(['client-device', 'security-key', 'hybrid'])),
  attestation: z.literal('none'),
})
export type CreationOptions = z.output<typeof creationOptionsView>

/** For `navigator.credentials.get`: `PublicKeyCredentialRequestOptionsJSON`. */
export const requestOptionsView = z.strictObject({
  rpId: z.string(),
  challenge: z.string(),
  timeout: z.number().int(),
  /** Empty: any passkey that the browser knows for this site. */
  allowCredentials: z.array(knownKey),
  userVerification,
})
export type RequestOptions = z.output<typeof requestOptionsView>
