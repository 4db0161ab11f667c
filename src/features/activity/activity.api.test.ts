// The log as a client reads it: what a filter lets through, page by page, against a list made by hand.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf, asOwner } from '../../../test/api/rows.ts'
import { closeWorlds, openWorld } from '../../../test/api/scene.ts'
import { must, type Person, signUp } from '../../../test/kit/person.ts'
import type { World } from '../../../test/kit/world.ts'
import type { SentInputOf } from '../../lib/contract.ts'
import { HOUR, iso } from '../../lib/time.ts'
import { type activity, DEVICES, KINDS } from './contract.ts'

type Asked = Omit<SentInputOf<typeof activity.list>, 'before'>
type Line = { readonly seq: number; readonly at: number; readonly event: string; readonly device: string }

let w: World
let person: Person
let stranger: Person
let lines: readonly Line[]
/** One event of each kind, as this test understands them. */
const ONE_OF = {
  'sign-ins': 'session.signed-out',
  failures: 'challenge.failed',
  settings: 'pin.changed',
  devices: 'device.forgotten',
  approvals: 'approval.refused',
  notices: 'username.asked',
} as const
/** Where the lines made here begin: far above what has really happened. */
const FIRST = 1_000_000
const BEGIN = Date.UTC(2031, 0, 1)

before(async () => {
  w = await openWorld()
  person = await signUp(w)
  stranger = await signUp(w)
  const own = must(await person.browser.api.activity.list({})).events[0]!.device!
  assert.notEqual(own, null)
  lines = Array.from({ length: 240 }, (_, n) => ({
    seq: FIRST + n,
    at: BEGIN + n * HOUR,
    event: ONE_OF[KINDS[(n * 7 + (n >> 3)) % KINDS.length]!],
    device: [own, 'Lynx on Haiku', ''][(n * 5 + (n >> 4)) % 3]!,
  }))
  for (const one of [person, stranger]) {
    const account = await accountOf(w.database, one.username)
    await add(
      account,
      one === person ? lines : lines.map((line) => ({ ...line, device: `not ${line.device}` })),
    )
  }
})
after(closeWorlds)

const add = (account: string, all: readonly Line[]) =>
  asOwner(w.database, (client) =>
    client.query(
      `insert into holdfast.audit_event (account, seq, at, event, data, previous, hash)
       select $1, seq, at, event, data, sha256('a'), sha256('b')
       from unnest($2::bigint[], $3::timestamptz[], $4::text[], $5::text[]) as t (seq, at, event, data)`,
      [
        account,
        all.map(({ seq }) => seq),
        all.map(({ at }) => iso(at)),
        all.map(({ event }) => event),
        all.map(({ device }) => JSON.stringify(device === '' ? {} : { device })),
      ],
    ),
  )

/** All pages, one after the other. Lines that really happened are left out: none is of these years. */
async function seen(asked: Asked): Promise<readonly number[]> {
  const found: number[] = []
  for (let before: string | null = ''; before !== null; ) {
    const page: { events: { seq: number }[]; next: string | null } = must(
      await person.browser.api.activity.list({ ...asked, ...(before !== '' && { before }) }),
    )
    assert.ok(page.events.length <= 50)
    assert.ok(page.next === null || page.events.length === 50)
    found.push(...page.events.map(({ seq }) => seq))
    before = page.next
  }
  return found.filter((seq) => seq >= FIRST)
}

test('every filter shows exactly what it names, newest first, over all its pages', async () => {
  const [own] = [lines.find(({ device }) => device !== '' && device !== 'Lynx on Haiku')!.device]
  const periods = [
    {},
    { from: BEGIN + 30 * HOUR },
    { to: BEGIN + 200 * HOUR },
    { from: BEGIN + 30 * HOUR, to: BEGIN + 200 * HOUR },
  ]
  for (const kind of [undefined, ...KINDS])
    for (const device of [undefined, ...DEVICES])
      for (const { from, to } of periods as readonly { from?: number; to?: number }[]) {
        const expected = lines.filter(
          (line) =>
            (kind === undefined || line.event === ONE_OF[kind]) &&
            (device === undefined ||
              (line.device !== '' && (line.device === own) === (device === 'like-this'))) &&
            (from === undefined || line.at >= from) &&
            (to === undefined || line.at < to),
        )
        const asked = {
          ...(kind && { kind }),
          ...(device && { device }),
          ...(from !== undefined && { from: iso(from) }),
          ...(to !== undefined && { to: iso(to) }),
        }
        assert.deepEqual(
          await seen(asked),
          expected.map(({ seq }) => seq).toReversed(),
          JSON.stringify(asked),
        )
      }
})

test('a filter that is not one is refused, and the field is named', async () => {
  const moment = iso(BEGIN)
  for (const [asked, field] of [
    [{ kind: 'everything' }, 'kind'],
    [{ kind: '' }, 'kind'],
    [{ device: 'Firefox' }, 'device'],
    [{ from: '2031-01-01' }, 'from'],
    [{ to: 'tomorrow' }, 'to'],
    [{ from: moment, to: moment }, 'to'],
    [{ words: 'pin' }, 'words'],
  ] as const) {
    const answer = await person.browser.api.activity.list(asked as never)
    assert.ok(!answer.ok && answer.status === 400, JSON.stringify(asked))
    const problems = answer.problem.problems as readonly { readonly field: string }[]
    assert.deepEqual(
      problems.map((one) => one.field),
      [field],
    )
  }
})
