// Webhooks to the platform, by the Standard Webhooks specification: the platform knows by the signature that a message
// is ours and as we sent it, by the time that it is no old one, and by the id that it has seen it before.

import { hmac } from '../lib/bytes.ts'
import { type Ms, SECOND } from '../lib/time.ts'

export type WebhookMessage = {
  /** The same for each try of one event. */
  readonly id: string
  readonly at: Ms
  readonly body: string
}
/** `taken`: any 2xx. `gone`: 410, the receiver wants no more of it. `failed`: anything else, to be tried again. */
export type WebhookOutcome = 'taken' | 'gone' | 'failed'
export type WebhookPort = { send(message: WebhookMessage): Promise<WebhookOutcome> }

export type WebhookTarget = { readonly url: string; readonly secret: Uint8Array }

const TIMEOUT = 10 * SECOND
const PREFIX = 'whsec_'
const SECRET_BYTES = { least: 24, most: 64 }

/** The bytes of `whsec_` and Base64, or undefined if it is none of 24 to 64 bytes. */
export function readWebhookSecret(text: string): Buffer | undefined {
  if (!text.startsWith(PREFIX)) return undefined
  const encoded = text.slice(PREFIX.length)
  const bytes = Buffer.from(encoded, 'base64')
  const fits = bytes.byteLength >= SECRET_BYTES.least && bytes.byteLength <= SECRET_BYTES.most
  return fits && bytes.toString('base64') === encoded ? bytes : undefined
}

/** The headers that a message carries: id, time in seconds, and `v1,` HMAC-SHA-256 of both and the body. */
export function webhookHeaders(
  secret: Uint8Array,
  { id, at, body }: WebhookMessage,
): Readonly<Record<string, string>> {
  const seconds = Math.floor(at / SECOND)
  return {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(seconds),
    'webhook-signature': `v1,${hmac(secret, `${id}.${seconds}.${body}`).toString('base64')}`,
  }
}

/** Sends to the one configured address. A redirect is not followed: it would carry the message to who knows whom. */
export function httpWebhook({ url, secret }: WebhookTarget): WebhookPort {
  return {
    async send(message) {
      try {
        const answer = await fetch(url, {
          method: 'POST',
          headers: webhookHeaders(secret, message),
          body: message.body,
          redirect: 'manual',
          signal: AbortSignal.timeout(TIMEOUT),
        })
        // What it answers beside the status is not read.
        await answer.body?.cancel()
        return answer.ok ? 'taken' : answer.status === 410 ? 'gone' : 'failed'
      } catch {
        return 'failed'
      }
    },
  }
}
