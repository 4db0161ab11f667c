// Web push goes out through one port: encrypted for the browser (RFC 8291), signed as ours (RFC 8292), and posted to the
// address that the browser was given by its vendor (RFC 8030). That address comes from a client, so that each connection
// looks where it leads first. Tests run a push service on loopback.

import { lookup } from 'node:dns'
import { request as plainRequest } from 'node:http'
import { request as tlsRequest } from 'node:https'
import type { LookupFunction } from 'node:net'
import webPush from 'web-push'
import { isReachable, type Reach, reachableUrl } from '../lib/public-address.ts'
import { type Ms, SECOND } from '../lib/time.ts'
import type { VapidKeys } from './vapid.ts'

/** What a browser gives away to be addressed (Push API, PushSubscription). */
export type PushAddress = {
  readonly url: string
  /** Its public key: a point on P-256, base64url. */
  readonly p256dh: string
  /** 16 bytes that only the browser and we know, base64url. */
  readonly auth: string
}
export type Push = {
  /** 32 letters of base64url at most. A message that did not go yet gives way to another one of its topic (RFC 8030 §5.4). */
  readonly topic: string
  readonly to: PushAddress
  readonly payload: string
}
/**
 * `gone`: the browser or its owner wants no more, for good. `not-now`: it may be tried again. The reason is for the
 * operator's log, and names nobody.
 */
export type PushOutcome =
  | { readonly kind: 'taken' }
  | { readonly kind: 'gone' }
  | { readonly kind: 'not-now' | 'refused'; readonly reason: string }
export type PushPort = {
  /** What a browser subscribes with. */
  readonly publicKey: string
  readonly reach: Reach
  /** Tries once. */
  send(push: Push): Promise<PushOutcome>
}

export type PushSettings = {
  readonly keys: VapidKeys
  /** Who answers for what we send: `mailto:` or `https:` (RFC 8292 §2.1). */
  readonly contact: string
  readonly reach: Reach
  readonly patience?: Ms
}

/** Well under the lease of a message (pushes.ts). */
const PATIENCE: Ms = 10 * SECOND
/** How long a push service keeps it for a browser that is away: later it would only be old. */
const TTL_SECONDS = 24 * 3600
const ENCODING = 'aes128gcm'
/** 404 is what RFC 8030 §7.3 demands, 410 what most of them say. */
const GONE: ReadonlySet<number> = new Set([404, 410])

export function webPushPort({ keys, contact, reach, patience = PATIENCE }: PushSettings): PushPort {
  return {
    publicKey: keys.publicKey,
    reach,
    async send({ topic, to, payload }) {
      const url = reachableUrl(to.url, reach)
      if (url === undefined) return { kind: 'refused', reason: 'the address may not be reached' }
      const { cipherText } = webPush.encrypt(to.p256dh, to.auth, payload, ENCODING)
      // Good for 12 hours by the clock of this machine, which is the one that a push service compares with its own.
      const { publicKey, privateKey } = keys
      const signed = webPush.getVapidHeaders(url.origin, contact, publicKey, privateKey, ENCODING)
      const headers = {
        authorization: signed.Authorization,
        'content-encoding': ENCODING,
        'content-type': 'application/octet-stream',
        'content-length': cipherText.length,
        ttl: TTL_SECONDS,
        urgency: 'high',
        topic,
      }
      try {
        return outcomeOf(await post(url, headers, cipherText, { reach, patience }))
      } catch (failure) {
        return { kind: 'not-now', reason: (failure as { code?: string }).code ?? 'no answer' }
      }
    },
  }
}

function outcomeOf(status: number): PushOutcome {
  if (status >= 200 && status < 300) return { kind: 'taken' }
  if (GONE.has(status)) return { kind: 'gone' }
  const reason = `HTTP ${status}`
  return { kind: status === 429 || status >= 500 ? 'not-now' : 'refused', reason }
}

type Bounds = { readonly reach: Reach; readonly patience: Ms }
/** No redirect is followed, and nothing but the status is read. @throws if no answer came in time. */
function post(
  url: URL,
  headers: Readonly<Record<string, string | number>>,
  body: Buffer,
  { reach, patience }: Bounds,
): Promise<number> {
  const request = url.protocol === 'https:' ? tlsRequest : plainRequest
  return new Promise((answered, failed) => {
    // No kept connection: each one looks anew where the name leads.
    const options = { method: 'POST', headers, agent: false, lookup: lookupWithin(reach) } as const
    const asked = request(url, { ...options, signal: AbortSignal.timeout(patience) }, (answer) => {
      answered(answer.statusCode ?? 0)
      answer.destroy()
    })
    asked.on('error', failed)
    asked.end(body)
  })
}

/**
 * Looks a name up for the very connection that uses the answer: a name that leads elsewhere a moment later (DNS rebinding)
 * gains nothing.
 */
function lookupWithin(reach: Reach): LookupFunction {
  return (name, options, done) =>
    lookup(name, { ...options, all: true }, (failure, found) => {
      const [first] = found ?? []
      if (failure || first === undefined)
        return done(failure ?? Object.assign(new Error('the name leads nowhere'), { code: 'ENODATA' }), '')
      if (!found.every(({ address }) => isReachable(address, reach)))
        return done(Object.assign(new Error('the name leads to a private network'), { code: 'EPRIVATE' }), '')
      return options.all ? done(null, found) : done(null, first.address, first.family)
    })
}
