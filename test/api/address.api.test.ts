// Where a request comes from, and where our links lead to: neither is the sender's to say.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Limits } from '../../src/limits/table.ts'
import { must, type Person, signUp, totpAt } from '../kit/person.ts'
import { WIDE_LIMITS, type World } from '../kit/world.ts'
import { accountOf, settled, value } from './rows.ts'
import { NOBODYS_ID, operationOf, wireOf } from './samples.ts'
import { closeWorlds, openDoor, openWorld } from './scene.ts'
import { codeOf, cookiesOf, type Got, send } from './wire.ts'

const CAP = 6
const LIMITED: Limits = {
  ...WIDE_LIMITS,
  rates: {
    ...WIDE_LIMITS.rates,
    'sign-in': { uses: CAP, window: 3_600_000 },
    'sign-up-username': { uses: CAP, window: 3_600_000 },
  },
}

let w: World
let person: Person
/** Doors to one server, behind so many proxies of ours. */
const doors: string[] = []
before(async () => {
  w = await openWorld()
  person = await signUp(w)
  for (const trustedHops of [0, 1, 2]) doors.push(await openDoor(w, { trustedHops, limits: LIMITED }))
})
after(closeWorlds)

const EVIL = 'evil.example'
const HOSTS: readonly Readonly<Record<string, string>>[] = [
  { host: EVIL },
  { host: `${EVIL}:443` },
  { host: `localhost@${EVIL}` },
  { host: `${EVIL}#localhost` },
  { 'x-forwarded-host': EVIL },
  { 'x-forwarded-host': `localhost, ${EVIL}` },
  { 'x-forwarded-host': EVIL, 'x-forwarded-proto': 'https', 'x-forwarded-port': '443' },
  { forwarded: `host=${EVIL};proto=https` },
  { forwarded: `for=1.2.3.4;host="${EVIL}"` },
  { 'x-original-host': EVIL, 'x-host': EVIL },
  { 'x-forwarded-server': EVIL, 'x-http-host-override': EVIL },
  { 'x-forwarded-prefix': `//${EVIL}`, 'x-original-url': `https://${EVIL}/`, referer: `https://${EVIL}/` },
]

const call = (
  origin: string,
  name: string,
  input: Readonly<Record<string, unknown>>,
  headers: Readonly<Record<string, string>>,
): Promise<Got> => {
  const wire = wireOf(operationOf(name), origin, input)
  const { 'x-forwarded-for': _, ...own } = wire.headers
  return send(origin, { ...wire, headers: { ...own, ...headers } })
}

/** Signs in on the wire. @returns the session's id. */
async function signInWith(origin: string, headers: Readonly<Record<string, string>>): Promise<string> {
  const started = await call(
    origin,
    'startSignIn',
    { identifier: person.username, password: person.password },
    headers,
  )
  const cookie = [...cookiesOf(started)].map(([name, held]) => `${name}=${held}`).join('; ')
  const ended = await call(
    origin,
    'answerSignIn',
    { answer: { method: 'totp', code: totpAt(person.key, w.now()) } },
    { ...headers, cookie },
  )
  assert.equal(ended.status, 200, ended.text)
  await w.pass(30_000)
  const { challenge } = JSON.parse(ended.text) as { challenge: { id: string } }
  must(await person.browser.api.devices.approve({ id: challenge.id }))
  const entered = await call(origin, 'enterSignIn', {}, { ...headers, cookie })
  assert.equal(entered.status, 200, entered.text)
  return (JSON.parse(entered.text) as { signedIn: { session: string } }).signedIn.session
}

test('every address in every mail begins with the origin that the platform has set', async () => {
  for (const headers of HOSTS) {
    const sent = { ...headers, 'x-forwarded-for': '203.0.113.7' }
    const got = await call(w.origin, 'startSignUp', { email: person.email }, sent)
    // A name that is not ours is refused before anything is done; what only speaks of another name is not heard.
    assert.equal(got.status, 'host' in headers ? 421 : 200, JSON.stringify(headers))
    if (!('host' in headers)) await signInWith(w.origin, sent)
  }
  await settled(w.database)
  const urls = w.mails.flatMap((mail) =>
    [...`${mail.subject}\n${mail.text}\n${mail.html}`.matchAll(/[a-z][a-z0-9+.-]*:\/\/[^\s<>"']+/gi)].map(
      (match) => match[0],
    ),
  )
  const taken = HOSTS.filter((headers) => !('host' in headers)).length
  assert.ok(urls.length >= 4 * taken, `${urls.length} addresses`)
  for (const url of urls) assert.ok(url === w.origin || url.startsWith(`${w.origin}/`), url)
  for (const mail of w.mails) assert.ok(!`${mail.subject}${mail.text}${mail.html}`.includes('evil'))
})

/** What a client writes itself, before what the proxies of the platform add at the end. */
const SPOOFS: readonly Readonly<Record<string, string>>[] = [
  {},
  { 'x-forwarded-for': '8.8.8.8' },
  { 'x-forwarded-for': '8.8.8.8, 9.9.9.9, 1.1.1.1' },
  { 'x-forwarded-for': 'unknown' },
  { 'x-forwarded-for': '' },
  { 'x-forwarded-for': ',,,' },
  { 'x-forwarded-for': '127.0.0.1' },
  { 'x-forwarded-for': '::1, 2001:db8::9' },
]
const OTHERS: Readonly<Record<string, string>> = {
  'x-real-ip': '8.8.4.4',
  forwarded: 'for=8.8.4.4;by=8.8.4.4',
  'x-client-ip': '8.8.4.4',
  'true-client-ip': '8.8.4.4',
  'cf-connecting-ip': '8.8.4.4',
  'x-cluster-client-ip': '8.8.4.4',
  'fastly-client-ip': '8.8.4.4',
  'x-forwarded': 'for=8.8.4.4',
  'forwarded-for': '8.8.4.4',
  'x-originating-ip': '8.8.4.4',
  'x-remote-ip': '8.8.4.4',
  'x-remote-addr': '8.8.4.4',
}

/** The headers that arrive when `real` sits behind so many proxies of ours, and says of itself what it likes. */
function arriving(
  trustedHops: number,
  real: string,
  spoof: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = spoof['x-forwarded-for']
  const added = trustedHops === 0 ? [] : [real, ...Array.from({ length: trustedHops - 1 }, () => '10.0.0.9')]
  const chain = [...(own === undefined ? [] : [own]), ...added].join(', ')
  return { ...OTHERS, ...(chain !== '' && { 'x-forwarded-for': chain }) }
}

for (const trustedHops of [0, 1, 2]) {
  test(`with ${trustedHops} proxies of ours no header of a client's own moves it out of its limit`, async () => {
    const door = doors[trustedHops]!
    const said: string[] = []
    for (let n = 0; n < 2 * SPOOFS.length; n++) {
      const headers = arriving(trustedHops, `198.51.100.${70 + trustedHops}`, SPOOFS[n % SPOOFS.length]!)
      said.push(
        codeOf(await call(door, 'checkUsername', { signUp: NOBODYS_ID, username: `name-${n}` }, headers)),
      )
    }
    assert.deepEqual(
      said,
      said.map((_, n) => (n < CAP ? 'challenge-ended' : 'slow-down')),
    )
    // Another client behind the same proxies has its own: it is the client that is counted, and not the proxy.
    if (trustedHops > 0) {
      const neighbour = arriving(trustedHops, `198.51.100.${80 + trustedHops}`, SPOOFS[2]!)
      assert.equal(
        codeOf(await call(door, 'checkUsername', { signUp: NOBODYS_ID, username: 'name' }, neighbour)),
        'challenge-ended',
      )
    }
  })

  test(`with ${trustedHops} proxies of ours the log and the list of sessions hold the address that the outermost saw`, async () => {
    const door = doors[trustedHops]!
    // A public address with a place; what the client claims lies in another country.
    const real = trustedHops === 0 ? undefined : '193.0.6.139'
    for (const spoof of [SPOOFS[1]!, SPOOFS[2]!]) {
      const session = await signInWith(door, arriving(trustedHops, real ?? '', spoof))
      const [address, place] = await Promise.all(
        ['address', 'place'].map((column) =>
          value<string | null>(w.database, `select ${column} from holdfast.session where id = $1`, [session]),
        ),
      )
      assert.ok(
        real === undefined ? address === '127.0.0.1' || address === '::1' : address === real,
        String(address),
      )
      assert.equal(place, real === undefined ? null : 'Netherlands')
      const data = await value<string>(
        w.database,
        `select data from holdfast.audit_event where account = $1 and event = 'sign-in.completed' order by seq desc limit 1`,
        [await accountOf(w.database, person.username)],
      )
      const line = JSON.parse(data) as { address: string; place: string }
      assert.deepEqual([line.address, line.place], [address, place ?? ''])
    }
  })
}

test('with fewer entries than proxies the peer itself is what is counted', async () => {
  const door = doors[2]!
  const said: string[] = []
  for (let n = 0; n < CAP + 2; n++)
    said.push(
      codeOf(
        await call(
          door,
          'checkUsername',
          { signUp: NOBODYS_ID, username: `name-${n}` },
          { 'x-forwarded-for': `198.51.100.${n}` },
        ),
      ),
    )
  assert.equal(said.at(-1), 'slow-down')
})

/** Spellings that are one client, and one that is another. */
const SAME: readonly (readonly [string, readonly string[], string])[] = [
  [
    'an IPv4 address in the clothes of IPv6',
    [
      '198.51.100.5',
      '::ffff:198.51.100.5',
      '::FFFF:c633:6405',
      '0:0:0:0:0:ffff:198.51.100.5',
      '[::ffff:198.51.100.5]',
    ],
    '198.51.100.6',
  ],
  [
    'a link-local address with zone ids',
    ['fe80::1', 'fe80::1%eth0', 'fe80::1%1', 'FE80:0:0::1%wlan0', '[fe80::1]'],
    '2001:db8:0:aa::1',
  ],
  [
    'spellings of one IPv6 address',
    [
      '2001:db8:0:1::1',
      '2001:0db8:0000:0001:0000:0000:0000:0001',
      '2001:DB8:0:1:0:0:0:1',
      '[2001:db8:0:1::1]',
      '2001:db8:0:1:0::1',
    ],
    '2001:db8:0:2::1',
  ],
  [
    'a sweep of one /64',
    [
      '2001:db8:7:7::1',
      '2001:db8:7:7::2',
      '2001:db8:7:7:ffff:ffff:ffff:ffff',
      '2001:db8:7:7:1234:5678:9abc:def0',
      '2001:db8:7:7:8000::',
    ],
    '2001:db8:7:8::1',
  ],
]

for (const [name, spellings, neighbour] of SAME) {
  test(`${name} is one client to the limits, and its neighbour is another`, async () => {
    const door = doors[1]!
    const ask = async (address: string): Promise<string> =>
      codeOf(
        await call(
          door,
          'checkUsername',
          { signUp: NOBODYS_ID, username: 'name' },
          { 'x-forwarded-for': address },
        ),
      )
    const said: string[] = []
    for (let n = 0; n < CAP + spellings.length; n++) said.push(await ask(spellings[n % spellings.length]!))
    assert.deepEqual(
      said,
      said.map((_, n) => (n < CAP ? 'challenge-ended' : 'slow-down')),
    )
    assert.equal(await ask(neighbour), 'challenge-ended')
  })
}

test('the limit of sign-in is by the same client as that of everything else', async () => {
  const door = doors[1]!
  const said: string[] = []
  for (let n = 0; n < CAP + 4; n++) {
    const headers = arriving(1, '2001:db8:5:5::' + n.toString(16), SPOOFS[n % SPOOFS.length]!)
    said.push(
      codeOf(
        await call(
          door,
          'startSignIn',
          { identifier: `nobody-${n}`, password: 'a lamp on the long pier' },
          headers,
        ),
      ),
    )
  }
  assert.deepEqual(
    said,
    said.map((_, n) => (n < CAP ? 'credentials-wrong' : 'slow-down')),
  )
  must(await person.browser.api.signIn.nonce())
})
