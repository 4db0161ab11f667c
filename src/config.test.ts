import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pushContact, readConfig, smsSettings } from './config.ts'

const problems = (environment: Record<string, string>): readonly string[] => {
  const read = readConfig(environment)
  return read.ok ? [] : read.problems
}
const PRODUCTION = {
  HOLDFAST_MODE: 'production',
  HOLDFAST_ORIGIN: 'https://portal.example',
  HOLDFAST_KEYS_FILE: '/etc/holdfast/keys.json',
  HOLDFAST_LISTEN: '127.0.0.1',
  HOLDFAST_SMTP_URL: 'smtps://mail.example',
  HOLDFAST_MAIL_FROM: 'Northmere <security@northmere.example>',
}

test('nothing set is development on loopback', () => {
  const read = readConfig({ PATH: '/bin' })
  assert.ok(read.ok)
  assert.equal(read.config.origin, 'http://localhost:4380')
  assert.equal(read.config.HOLDFAST_MODE, 'development')
})

test('production runs with what it needs', () => {
  const read = readConfig(PRODUCTION)
  assert.ok(read.ok)
  assert.equal(read.config.origin, 'https://portal.example')
})

test('production refuses to run without any one of the things it needs', () => {
  for (const name of Object.keys(PRODUCTION).filter((one) => one !== 'HOLDFAST_MODE')) {
    const found = problems({ ...PRODUCTION, [name]: '' })
    assert.equal(found.length, 1)
    assert.ok(found[0]?.startsWith(`${name}: needed in production`), found[0])
  }
  assert.match(problems({ ...PRODUCTION, HOLDFAST_ORIGIN: 'http://portal.example' })[0] ?? '', /https/)
  assert.match(
    problems({ ...PRODUCTION, HOLDFAST_ORIGIN: 'https://portal.example/path' })[0] ?? '',
    /nothing after it/,
  )
})

test('production refuses what is only nearly right', () => {
  const near = (name: string, value: string): string => problems({ ...PRODUCTION, [name]: value })[0] ?? ''
  assert.match(near('HOLDFAST_ORIGIN', 'https://portal.example:443'), /leave :443 out/)
  assert.match(near('HOLDFAST_KEYS_FILE', '.data/keys.json'), /not in the data folder/)
  assert.match(near('HOLDFAST_SMTP_URL', 'mail.example'), /must begin with smtps/)
})

test('development refuses to be reached from elsewhere', () => {
  assert.match(problems({ HOLDFAST_LISTEN: '0.0.0.0' })[0] ?? '', /loopback only/)
  assert.match(problems({ HOLDFAST_ORIGIN: 'https://portal.example' })[0] ?? '', /localhost/)
})

test('every problem is listed at once, and a mistyped name is one', () => {
  const found = problems({
    HOLDFAST_PORT: 'eighty',
    HOLDFAST_TRUSTED_HOPS: '9',
    HOLDFAST_TRUSTED_HOP: '1',
    HOLDFAST_PASSWORD_MEMORY_KIB: '1024',
  })
  assert.deepEqual(
    found.map((one) => one.split(':')[0] ?? '').sort((a, b) => a.localeCompare(b)),
    ['HOLDFAST_PASSWORD_MEMORY_KIB', 'HOLDFAST_PORT', 'HOLDFAST_TRUSTED_HOP', 'HOLDFAST_TRUSTED_HOPS'],
  )
})

test('webhooks go by https, or to this very machine in development, and are always signed', () => {
  const HOLDFAST_WEBHOOK_SECRET = `whsec_${Buffer.alloc(32).toString('base64')}`
  const said = (url: string, more: Record<string, string> = {}): string =>
    problems({ HOLDFAST_WEBHOOK_URL: url, HOLDFAST_WEBHOOK_SECRET, ...more }).join()
  for (const url of ['https://platform.example/hook', 'https://10.0.0.7:8443/hook', 'http://127.0.0.1:9/x'])
    assert.equal(said(url), '', url)
  for (const url of [
    'http://platform.example/hook',
    'http://localhost.example/hook',
    'https://user:word@platform.example/',
    'ftp://localhost/x',
    'platform.example',
  ])
    assert.match(said(url), /must be https/, url)
  assert.match(said('http://localhost:9/hook', PRODUCTION), /must be https/)
  assert.match(problems({ HOLDFAST_WEBHOOK_SECRET })[0] ?? '', /needed together/)
  assert.match(problems({ HOLDFAST_WEBHOOK_URL: 'https://platform.example' })[0] ?? '', /needed together/)
  const short = `whsec_${Buffer.alloc(16).toString('base64')}`
  assert.match(said('https://platform.example', { HOLDFAST_WEBHOOK_SECRET: short }), /24 to 64 bytes/)
})

test('a database URL is one of PostgreSQL, and an owner needs a runner', () => {
  assert.match(problems({ DATABASE_URL: 'mysql://x' })[0] ?? '', /postgresql/)
  assert.match(problems({ DATABASE_OWNER_URL: 'postgresql://x' })[0] ?? '', /DATABASE_URL: needed/)
})

const ACCOUNT = `AC${'01'.repeat(16)}`
const KEY = `SK${'23'.repeat(16)}`
const SMS = {
  HOLDFAST_SMS_URL: `twilio://${ACCOUNT}:${'f'.repeat(32)}@api.twilio.com`,
  HOLDFAST_SMS_FROM: '+15005550006',
}

test('a provider of texts is an account, or a key of one, at a host that is spoken to by TLS', () => {
  const settings = (url: string) => {
    const read = readConfig({ ...SMS, HOLDFAST_SMS_URL: url })
    return read.ok ? smsSettings(read.config) : read.problems
  }
  const secret = 'f'.repeat(32)
  const common = { account: ACCOUNT, secret, from: '+15005550006' }
  assert.deepEqual(settings(SMS.HOLDFAST_SMS_URL), {
    ...common,
    base: 'https://api.twilio.com',
    user: ACCOUNT,
  })
  assert.deepEqual(settings(`twilio://${KEY}:${secret}@api.dublin.ie1.twilio.com:8443/${ACCOUNT}`), {
    ...common,
    base: 'https://api.dublin.ie1.twilio.com:8443',
    user: KEY,
  })
  const read = readConfig({})
  assert.ok(read.ok)
  assert.equal(smsSettings(read.config), undefined)
})

test('a provider that is only nearly right is refused, and no message repeats its secret', () => {
  const secret = 'f'.repeat(32)
  for (const url of [
    `https://${ACCOUNT}:${secret}@api.twilio.com`,
    `twilio://${ACCOUNT}@api.twilio.com`,
    `twilio://${KEY}:${secret}@api.twilio.com`,
    `twilio://${ACCOUNT}:${secret}@api.twilio.com/elsewhere`,
  ]) {
    const [first = '', ...more] = problems({ ...SMS, HOLDFAST_SMS_URL: url })
    assert.match(first, /^HOLDFAST_SMS_URL: must be twilio:/)
    assert.ok(more.length === 0 && !first.includes(secret))
  }
  for (const from of ['0612345678', 'Northmere Exchange', '12345', `MG${'ab'.repeat(15)}`])
    assert.match(problems({ ...SMS, HOLDFAST_SMS_FROM: from })[0] ?? '', /^HOLDFAST_SMS_FROM: must be/)
  for (const from of ['Northmere', 'MGM', `MG${'ab'.repeat(16)}`])
    assert.deepEqual(problems({ ...SMS, HOLDFAST_SMS_FROM: from }), [])
})

test('a provider and a sender are needed together, in either mode', () => {
  for (const mode of [{}, PRODUCTION]) {
    assert.match(problems({ ...mode, ...SMS, HOLDFAST_SMS_FROM: '' })[0] ?? '', /^HOLDFAST_SMS_FROM: needed/)
    assert.match(problems({ ...mode, ...SMS, HOLDFAST_SMS_URL: '' })[0] ?? '', /^HOLDFAST_SMS_URL: needed/)
  }
})

test('countries for texts are a list of countries that there are', () => {
  const read = readConfig({ HOLDFAST_SMS_COUNTRIES: 'FR,DE,GB' })
  assert.ok(read.ok)
  assert.deepEqual(read.config.HOLDFAST_SMS_COUNTRIES, ['FR', 'DE', 'GB'])
  assert.match(problems({ HOLDFAST_SMS_COUNTRIES: 'FR,UK,XQ' })[0] ?? '', /no such country: UK, XQ$/)
  assert.match(problems({ HOLDFAST_SMS_COUNTRIES: 'France' })[0] ?? '', /must be codes of countries/)
})

test('who answers for pushes is the one that is named, else the origin', () => {
  const contactOf = (environment: Record<string, string>) => {
    const read = readConfig({ ...PRODUCTION, ...environment })
    return read.ok && pushContact(read.config)
  }
  assert.equal(contactOf({}), 'https://portal.example')
  const named = 'mailto:security@portal.example'
  assert.equal(contactOf({ HOLDFAST_PUSH_CONTACT: named }), named)
  assert.match(problems({ HOLDFAST_PUSH_CONTACT: 'security@portal.example' })[0] ?? '', /must be mailto:/)
})
