import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { freePort } from '../../test/kit/world.ts'
import { type Config, readConfig } from '../config.ts'
import { inboxPage } from '../features/development/inbox.ts'
import { openChannels } from './channels.ts'

const folder = mkdtempSync(join(tmpdir(), 'holdfast-channels-'))
after(() => rmSync(folder, { recursive: true, force: true }))

const ACCOUNT = `AC${'01'.repeat(16)}`
const SMS = {
  HOLDFAST_SMS_URL: `twilio://${ACCOUNT}:${'f'.repeat(32)}@127.0.0.1:${await freePort()}`,
  HOLDFAST_SMS_FROM: '+15005550006',
}
const MAIL = { HOLDFAST_SMTP_URL: 'smtps://mail.example', HOLDFAST_MAIL_FROM: 'a@mail.example' }
const PRODUCTION = {
  ...MAIL,
  HOLDFAST_MODE: 'production',
  HOLDFAST_ORIGIN: 'https://portal.example',
  HOLDFAST_KEYS_FILE: '/etc/holdfast/keys.json',
  HOLDFAST_LISTEN: '127.0.0.1',
}
function config(environment: Record<string, string>): Config {
  const read = readConfig({ HOLDFAST_DATA: folder, ...environment })
  assert.ok(read.ok)
  return read.config
}
const open = (environment: Record<string, string>) => openChannels(config(environment), () => 0)
const TEXT = { id: 'a', to: '+33612345678', text: 'Northmere: 123456 is <your> code\n\n@localhost #123456' }

test('in production without a provider texts are off, and there is no inbox', () => {
  const { sms, inbox } = open(PRODUCTION)
  assert.deepEqual([sms, inbox], [undefined, undefined])
})

test('in production with a provider there is no inbox either, and texts go to the provider', async () => {
  const { sms, inbox } = open({ ...PRODUCTION, ...SMS })
  assert.equal(inbox, undefined)
  assert.deepEqual(await sms?.send(TEXT), { kind: 'not-now', reason: 'ECONNREFUSED' })
})

test('in development texts without a provider are shown in the inbox, once, beside mails or alone', async () => {
  for (const [environment, data] of [
    [{}, 'both'],
    [MAIL, 'texts'],
  ] as const) {
    const { sms, inbox } = open({ HOLDFAST_DATA: mkdtempSync(join(folder, data)), ...environment })
    assert.deepEqual(await sms?.send(TEXT), { kind: 'taken' })
    await sms?.send(TEXT)
    if (data === 'both') await inbox?.mail.send({ ...TEXT, id: 'b', subject: 'A mail', html: '' })
    const page = inboxPage(inbox?.read() ?? [])
    assert.equal(page.match(/<h2>Text message<\/h2>\n<p>To \+33612345678/g)?.length, 1)
    assert.equal(page.includes('<h2>A mail</h2>'), data === 'both')
    assert.ok(page.includes('is &#60;your&#62; code'))
  }
})

test('in development with a provider for both there is no inbox', () => {
  assert.equal(open({ ...MAIL, ...SMS }).inbox, undefined)
  assert.notEqual(open(SMS).inbox, undefined)
})
