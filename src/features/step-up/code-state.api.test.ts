// A code on its way, watched by who asked for it: with the mail server and the provider of texts down, slow and back.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { setTimeout } from 'node:timers/promises'
import { callbackify } from 'node:util'
import type { SMTPServer as Server, SMTPServerOptions } from 'smtp-server'
import type { Browser } from '../../../test/kit/browser.ts'
import { must, type Person, refusal, signUp } from '../../../test/kit/person.ts'
import { type Provider, smsProvider } from '../../../test/kit/sms-provider.ts'
import { freePort, type World, world } from '../../../test/kit/world.ts'
import { newId } from '../../lib/ids.ts'
import { MINUTE } from '../../lib/time.ts'
import { smtpMail } from '../../notify/mail.ts'
import { twilioSms } from '../../notify/sms.ts'

const { SMTPServer } = createRequire(import.meta.url)('smtp-server') as {
  SMTPServer: new (options: SMTPServerOptions) => Server
}
const mails: string[] = []
/** How long the mail server takes for each mail. */
let slowness = 0
let port: number
let server: Server | undefined
let provider: Provider
let w: World
let person: Person

async function take(stream: NodeJS.ReadableStream): Promise<void> {
  mails.push(await text(stream))
  await setTimeout(slowness)
}
async function startMail(): Promise<void> {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData: (stream, _session, done) => callbackify(() => take(stream))(done),
  })
  await new Promise<void>((ready) => server!.listen(port, '127.0.0.1', ready))
}
const stopMail = (): Promise<void> => new Promise((done) => (server ? server.close(() => done()) : done()))

before(async () => {
  port = await freePort()
  provider = await smsProvider()
  w = await world({
    mail: smtpMail({
      url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
      from: 'Northmere <security@northmere.example>',
    }),
    sms: twilioSms(provider.settings),
  })
  // A client is made while mails go; those that follow are the test's.
  await startMail()
  person = await signUp({ ...w, mailTo })
  await until(async () => (await waitingRows()) === 0)
  await stopMail()
  mails.length = 0
})
after(async () => {
  await w.stop()
  await stopMail()
  await provider.stop().catch(() => undefined)
})

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    assert.ok(performance.now() < end, 'what was waited for did not come')
    await setTimeout(30)
  }
}
const waitingRows = async (): Promise<number> =>
  Number((await w.pool.query<{ n: string }>('select count(*) as n from outbox')).rows[0]!.n)
const retries = async (): Promise<number> =>
  Number(
    (
      await w.pool.query<{ n: string }>(
        `select count(*) as n from holdfast_jobs.job where name in ('mail.send', 'sms.send') and state = 'retry'`,
      )
    ).rows[0]!.n,
  )

/** The mail as it came: the code stands alone in a line of its text. */
const mailTo: World['mailTo'] = async (to) => {
  await until(() => mails.some((mail) => mail.includes(to)))
  const mail = mails.findLast((one) => one.includes(to))!
  return { id: '', to, subject: '', text: mail.replaceAll('\r\n', '\n'), html: '' }
}

async function askFor(browser: Browser, method: 'email-code' | 'sms-code', to?: string): Promise<string> {
  const { shown } = must(await browser.api.methods.begin({ method, ...(to !== undefined && { to }) }))
  assert.ok(shown.kind === 'sent' && shown.message !== undefined)
  return shown.message
}
const stateOf = async (browser: Browser, id: string): Promise<string> => {
  const answer = await browser.api.stepUp.watchCode({ id })
  return answer.ok ? answer.value.state : answer.problem.code
}

test('with both providers down the client sees that a code waits; back again, each goes once', async () => {
  const { browser } = person
  const mail = await askFor(browser, 'email-code')
  const sms = await askFor(browser, 'sms-code', '+33612345678')
  await until(async () => (await retries()) >= 2)
  assert.equal(await stateOf(browser, mail), 'waiting')
  assert.equal(await stateOf(browser, sms), 'waiting')
  await startMail()
  await provider.start()
  await w.pass(MINUTE)
  await until(async () => (await stateOf(browser, mail)) === 'not-found')
  await until(async () => (await stateOf(browser, sms)) === 'sent')
  assert.equal(mails.length, 1)
  assert.equal(provider.taken.length, 1)
})

test('a slow mail server and a silent provider: waiting meanwhile, then gone, or said to be unknown; nothing goes twice', async () => {
  const { browser } = person
  const [mailsBefore, textsBefore] = [mails.length, provider.taken.length]
  slowness = 1_500
  provider.mood = 'silent'
  const mail = await askFor(browser, 'email-code')
  const sms = await askFor(browser, 'sms-code', '+33612345679')
  await until(() => mails.length > mailsBefore)
  assert.equal(await stateOf(browser, mail), 'waiting')
  await until(async () => (await stateOf(browser, mail)) === 'not-found')
  await until(async () => (await stateOf(browser, sms)) === 'unknown')
  slowness = 0
  provider.mood = 'well'
  await w.pass(2 * MINUTE)
  await setTimeout(500)
  assert.equal(mails.length, mailsBefore + 1)
  assert.equal(provider.taken.length, textsBefore + 1)
})

test('a text that the provider refuses has failed, and a mail that nobody took in ten minutes too', async () => {
  const { browser } = person
  provider.mood = 'refusing'
  const sms = await askFor(browser, 'sms-code', '+33612345680')
  await until(async () => (await stateOf(browser, sms)) === 'failed')
  provider.mood = 'well'
  await stopMail()
  const mail = await askFor(browser, 'email-code')
  await until(async () => (await retries()) >= 1)
  assert.equal(await stateOf(browser, mail), 'waiting')
  await w.pass(10 * MINUTE + 1000)
  const late = await stateOf(browser, mail)
  assert.ok(late === 'failed' || late === 'not-found', late)
})

test('an id that was never given is not found, and a notice cannot be watched', async () => {
  const { browser } = person
  assert.equal(refusal(await browser.api.stepUp.watchCode({ id: newId(w.deps.random) })), 'not-found')
  await w.pool.query(
    `insert into outbox (id, message, sealed, created_at, expires_at)
     select $1, id, '\\x00', holdfast.clock(), holdfast.clock() + interval '1 day' from message limit 1`,
    ['6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b'],
  )
  assert.equal(
    refusal(await browser.api.stepUp.watchCode({ id: '6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b' })),
    'not-found',
  )
})
