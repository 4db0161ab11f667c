import type { Transport } from '../../lib/webauthn-fields.ts'

/** What is kept of a passkey or security key (WebAuthn Level 3 §4, "Credential Record"). Nothing in it can sign. */
export type KeySecret = {
  /** Credential id, base64url. */
  readonly id: string
  /** COSE_Key (RFC 9052 §7), base64url. */
  readonly publicKey: string
  /** Signatures made, as the key last said; 0 from keys that do not count. */
  readonly counter: number
  readonly transports: readonly Transport[]
  /** Flag BE: may be copied to other devices of its owner. Never changes. */
  readonly synced: boolean
  /** Flag BS: is copied at present. */
  readonly backedUp: boolean
  /** Flag UV when it was made: the key asks for a PIN, a finger or a face itself. */
  readonly verifiesUser: boolean
  /** The model, as a UUID. Said by the key and attested by nobody: for a name to show, never for a decision. */
  readonly aaguid: string
}
