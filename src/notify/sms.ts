// Text messages go out through one port. In production that is Twilio's HTTP API by fetch; in development the inbox at
// /dev/inbox (inbox.ts). Tests run a provider on loopback, which the provider's own client is held against too.

import type { Ms } from '../lib/time.ts'

export type Text = {
  readonly id: string
  /** E.164 (ITU-T): `+33612345678`. */
  readonly to: string
  readonly text: string
}
/** What became of one try. The reason is for the operator's log: numbers and words of ours, nothing of a client's. */
export type SmsOutcome =
  | { readonly kind: 'taken' }
  /** `not-now`: it has certainly not gone and may be tried again. `refused`: it never will. `unknown`: it may have gone. */
  | { readonly kind: 'not-now' | 'refused' | 'unknown'; readonly reason: string }
export type SmsPort = {
  /**
   * Tries once. Providers know no idempotency key, so a text whose outcome is unknown is never sent again: two codes
   * for one act would be worse than none, and the client, who sees the state, can ask for another.
   */
  send(text: Text): Promise<SmsOutcome>
  /** Can texts be sent now? For doctor. @throws with the reason. */
  check(): Promise<void>
}

export type TwilioSettings = {
  /** Scheme, host and port: `https://api.twilio.com`. */
  readonly base: string
  /** `AC…`: whose texts they are. */
  readonly account: string
  /** The account itself or a key of it (`SK…`), and its secret. */
  readonly user: string
  readonly secret: string
  /** A number or name that texts come from, or a messaging service (`MG…`) that chooses one. */
  readonly from: string
  readonly patience?: Ms
}

/** Well under the lease of a text (texts.ts), and longer than fetch waits for a connection, so that no connection is told apart from no answer. */
const PATIENCE: Ms = 15_000
/** Seconds that the provider may keep it (`ValidityPeriod`): a code that comes when it has expired would only mislead. */
const KEPT_SECONDS = 600
/** Failures of a connection that never stood: nothing was sent. Whatever else breaks may have broken after it was. */
const NEVER_LEFT = new Set([
  'ECONNREFUSED',
  'EAI_AGAIN',
  'ENOTFOUND',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
])

const SERVICE = /^MG[0-9a-f]{32}$/

/** Twilio, Programmable Messaging, API version 2010-04-01: the resource Messages. */
export function twilioSms(settings: TwilioSettings): SmsPort {
  const { base, account, user, secret, from, patience = PATIENCE } = settings
  const messages = `${base}/2010-04-01/Accounts/${account}/Messages.json`
  const sender: Record<string, string> = SERVICE.test(from) ? { MessagingServiceSid: from } : { From: from }
  const ask = (url: string, asked: { method: 'GET' } | { method: 'POST'; body: URLSearchParams }) =>
    fetch(url, {
      ...asked,
      headers: {
        authorization: `Basic ${Buffer.from(`${user}:${secret}`).toString('base64')}`,
        accept: 'application/json',
        // A kept connection that the provider has just closed would make an outcome unknown that is none.
        connection: 'close',
      },
      // Credentials and codes go to the host that was configured and to no other.
      redirect: 'manual',
      signal: AbortSignal.timeout(patience),
    })
  return {
    async send({ to, text }) {
      const form = { To: to, ...sender, Body: text, ValidityPeriod: String(KEPT_SECONDS) }
      const body = new URLSearchParams(form)
      try {
        return await outcomeOf(await ask(messages, { method: 'POST', body }))
      } catch (failure) {
        const code = codeOf(failure)
        return { kind: NEVER_LEFT.has(code) ? 'not-now' : 'unknown', reason: code }
      }
    },
    async check() {
      // Not the resource of the account, which a key may not read.
      const response = await ask(`${messages}?PageSize=1`, { method: 'GET' }).catch((failure: unknown) => {
        throw new Error(`no answer (${codeOf(failure)})`)
      })
      if (response.status !== 200) throw new Error(await whatItSays(response))
      await response.body?.cancel()
    },
  }
}

/** By the status alone: 429 says that nothing was taken, and an error of the server's own (5xx) says nothing at all. */
async function outcomeOf(response: Response): Promise<SmsOutcome> {
  const { status } = response
  if (status >= 200 && status < 300) {
    // Whatever else it wanted to say, it has taken it.
    await response.body?.cancel().catch(() => undefined)
    return { kind: 'taken' }
  }
  const reason = await whatItSays(response)
  if (status === 429) return { kind: 'not-now', reason }
  return { kind: status >= 500 ? 'unknown' : 'refused', reason }
}

const READ_AT_MOST = 10_000

/** The status and Twilio's number for what is wrong. Its sentence is left out: it may repeat the client's number. */
async function whatItSays(response: Response): Promise<string> {
  let text = ''
  try {
    const decoder = new TextDecoder()
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true })
      if (text.length > READ_AT_MOST) break
    }
  } catch {
    // The status has come already, and it decides.
  }
  const number = /"code"\s*:\s*([0-9]{1,6})\b/.exec(text)?.[1]
  return `HTTP ${response.status}${number === undefined ? '' : `, error ${number}`}`
}

/** fetch says "fetch failed" and names the cause; a timeout has a name alone. */
function codeOf(failure: unknown): string {
  const { cause, name } = failure as { cause?: { code?: string }; name?: string }
  return cause?.code ?? name ?? 'no reason given'
}
