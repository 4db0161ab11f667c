// Mail against a real SMTP server on loopback: up, slow, down, and refusing.

import assert from 'node:assert/strict'
import { createRequire } from 'node:module'
import { text } from 'node:stream/consumers'
import { after, before, test } from 'node:test'
import { callbackify } from 'node:util'
import { simpleParser } from 'mailparser'
import type { SMTPServer as Server, SMTPServerOptions } from 'smtp-server'
import { Browser } from '../../test/kit/browser.ts'
import { must } from '../../test/kit/person.ts'
import { codeIn, freePort, type World, world } from '../../test/kit/world.ts'
import { smtpMail } from './mail.ts'

const { SMTPServer } = createRequire(import.meta.url)('smtp-server') as {
  SMTPServer: new (options: SMTPServerOptions) => Server
}
const received: { id: string; to: string; subject: string; text: string }[] = []
let port: number
let server: Server | undefined
let w: World

async function take(stream: NodeJS.ReadableStream): Promise<void> {
  const mail = await simpleParser(await text(stream))
  const to = Array.isArray(mail.to) ? mail.to[0] : mail.to
  received.push({
    id: mail.messageId ?? '',
    to: to?.text ?? '',
    subject: mail.subject ?? '',
    text: mail.text ?? '',
  })
}

async function startServer(): Promise<void> {
  server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS', 'AUTH'],
    onData(stream, _session, done) {
      callbackify(() => take(stream))(done)
    },
  })
  await new Promise<void>((ready) => server!.listen(port, '127.0.0.1', ready))
}
const stopServer = (): Promise<void> => new Promise((done) => (server ? server.close(() => done()) : done()))

async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = performance.now() + 20_000
  while (!(await holds())) {
    assert.ok(performance.now() < end, 'what was waited for did not come')
    await new Promise((later) => setTimeout(later, 50))
  }
}

before(async () => {
  port = await freePort()
  w = await world({
    mail: smtpMail({
      url: `smtp://127.0.0.1:${port}?ignoreTLS=true`,
      from: 'Northmere <security@northmere.example>',
    }),
  })
})
after(async () => {
  await w.stop()
  await stopServer()
})

test('mail that cannot go is kept, sealed, and goes once when the server is back', async () => {
  const browser = new Browser({ origin: w.origin })
  const { signUp } = must(await browser.api.signUp.start({ email: 'ines@example.test' }))
  await until(
    async () =>
      (await w.pool.query('select 1 from holdfast_jobs.job where state = $1', ['retry'])).rows.length > 0,
  )
  const kept = await w.pool.query<{ sealed: Buffer }>('select sealed from outbox')
  assert.equal(kept.rows.length, 1)
  assert.ok(!kept.rows[0]!.sealed.includes('ines@example.test'))
  await startServer()
  await w.pass(60_000)
  await until(() => received.length > 0)
  await until(async () => (await w.pool.query('select 1 from outbox')).rows.length === 0)
  assert.equal(received.length, 1)
  const mail = received[0]!
  assert.equal(mail.to, 'ines@example.test')
  assert.match(mail.id, /^<[0-9a-f-]{36}@northmere\.example>$/)
  must(await browser.api.signUp.confirm({ signUp, code: codeIn({ ...mail, html: '' }) }))
})
