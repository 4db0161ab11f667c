// A provider of text messages on loopback: Twilio's resource Messages, strict about every part of a request, and as
// unreliable as a test wants it.

import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import type { TwilioSettings } from '../../src/notify/sms.ts'
import { freePort } from './world.ts'

/** `lost`: it takes the text and the connection breaks before the answer. `silent`: it takes it and never answers. */
export type Mood = 'well' | 'busy' | 'refusing' | 'broken' | 'lost' | 'silent' | 'moved' | 'chatty'
/** What matters of a request. */
export type Asked = {
  readonly method: string
  readonly path: string
  readonly authorization: string
  readonly contentType: string
  readonly accept: string
  readonly form: readonly (readonly [string, string])[]
}
export type Provider = {
  readonly settings: TwilioSettings
  /** Every request there was, and those that made a text. */
  readonly asked: readonly Asked[]
  readonly taken: readonly Asked[]
  connections: number
  mood: Mood
  start(): Promise<void>
  stop(): Promise<void>
}

export const ACCOUNT = `AC${'0123456789abcdef'.repeat(2)}`
export const SECRET = 'f'.repeat(32)
const MESSAGES = `/2010-04-01/Accounts/${ACCOUNT}/Messages.json`
const FIELDS: Readonly<Record<string, RegExp>> = {
  To: /^\+[1-9][0-9]{6,14}$/,
  From: /^\+[1-9][0-9]{6,14}$/,
  Body: /^[\x20-\x7e\n]{1,1600}$/,
  ValidityPeriod: /^(?:[1-9][0-9]{0,3}|[12][0-9]{4}|3[0-5][0-9]{3}|36000)$/,
}
const BASIC = `Basic ${Buffer.from(`${ACCOUNT}:${SECRET}`).toString('base64')}`

/** Not listening until it is started. */
export async function smsProvider(): Promise<Provider> {
  const asked: Asked[] = []
  const taken: Asked[] = []
  const port = await freePort()
  const provider: Provider = {
    settings: {
      base: `http://127.0.0.1:${port}`,
      account: ACCOUNT,
      user: ACCOUNT,
      secret: SECRET,
      from: '+15005550006',
      patience: 1_000,
    },
    asked,
    taken,
    connections: 0,
    mood: 'well',
    start: () => new Promise((ready) => void server.listen(port, '127.0.0.1', ready)),
    stop: () =>
      new Promise((done) => {
        server.close(() => done())
        server.closeAllConnections()
      }),
  }
  const server = createServer((request, response) => void answer(request, response))
  server.on('connection', () => {
    provider.connections += 1
  })

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const one = await read(request)
    asked.push(one)
    const wrong = problem(one)
    if (wrong) return say(response, wrong.status, { code: wrong.code, status: wrong.status })
    if (one.method === 'GET') return say(response, 200, { messages: [{ body: 'an old text' }], page_size: 1 })
    if (['well', 'lost', 'silent'].includes(provider.mood)) taken.push(one)
    MOODS[provider.mood](response, one)
  }
  return provider
}

async function read(request: IncomingMessage): Promise<Asked> {
  const body = await text(request)
  return {
    method: request.method ?? '',
    path: request.url ?? '',
    authorization: request.headers.authorization ?? '',
    contentType: request.headers['content-type'] ?? '',
    accept: request.headers.accept ?? '',
    form: [...new URLSearchParams(body)].sort(([one], [other]) => one.localeCompare(other)),
  }
}

/** As Twilio numbers what is wrong: 20003 who asks, 20404 where, 21211 the number, 21602 the words. */
function problem(one: Asked): { readonly status: number; readonly code: number } | undefined {
  if (one.authorization !== BASIC) return { status: 401, code: 20003 }
  if (one.accept !== 'application/json') return { status: 406, code: 20009 }
  if (one.method === 'GET' && one.path === `${MESSAGES}?PageSize=1`) return undefined
  if (one.method !== 'POST' || one.path !== MESSAGES) return { status: 404, code: 20404 }
  if (!/^application\/x-www-form-urlencoded(?:;\s*charset=utf-8)?$/i.test(one.contentType))
    return { status: 415, code: 20415 }
  const names = one.form.map(([name]) => name)
  if (names.join() !== Object.keys(FIELDS).sort().join()) return { status: 400, code: 21602 }
  const bad = one.form.find(([name, value]) => !FIELDS[name]!.test(value))
  return bad && { status: 400, code: bad[0] === 'To' ? 21211 : 21602 }
}

function say(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

const MOODS: Readonly<Record<Mood, (response: ServerResponse, one: Asked) => void>> = {
  well: (response, one) =>
    say(response, 201, {
      ...Object.fromEntries(one.form.map(([name, value]) => [name.toLowerCase(), value])),
      account_sid: ACCOUNT,
      sid: `SM${'0'.repeat(32)}`,
      status: 'queued',
      error_code: null,
    }),
  busy: (response) => say(response, 429, { code: 20429, message: 'Too Many Requests', status: 429 }),
  // Its sentence repeats the number that it was given.
  refusing: (response, one) =>
    say(response, 400, { code: 21610, message: `Not to ${new Map(one.form).get('To')}`, status: 400 }),
  broken: (response) => say(response, 503, { code: 20503, status: 503 }),
  lost: (response) => void response.socket?.destroy(),
  silent: () => undefined,
  moved: (response) => void response.writeHead(307, { location: 'http://127.0.0.1:9/elsewhere' }).end(),
  // A refusal without an end.
  chatty(response) {
    response.writeHead(400, { 'content-type': 'application/json' })
    const pour = (): void => {
      while (!response.destroyed && response.write('x'.repeat(1_000))) continue
    }
    response.on('drain', pour)
    pour()
  },
}
