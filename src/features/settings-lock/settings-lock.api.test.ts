// The settings lock over HTTP: turned on at once, opened by waiting, and by nothing else.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { accountOf, value } from '../../../test/api/rows.ts'
import { mailedTo } from '../../../test/kit/contacts.ts'
import { act, withKey } from '../../../test/kit/methods.ts'
import {
  type Challenge,
  must,
  type Person,
  prove,
  refusal,
  signIn,
  signUp,
} from '../../../test/kit/person.ts'
import { asking, openPlatform } from '../../../test/kit/platform.ts'
import { inSession } from '../../../test/kit/seeded.ts'
import { type World, world } from '../../../test/kit/world.ts'
import type { LockGroup } from '../../lib/lock-groups.ts'
import { DAY, HOUR, MINUTE } from '../../lib/time.ts'
import { settleDueChanges } from '../methods/jobs.ts'
import { settleDueLocks } from './jobs.ts'

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

type Groups = readonly { readonly group: LockGroup; readonly waitDays: number }[]
const SETTINGS: Groups = [{ group: 'settings', waitDays: 3 }]
const lock = (person: Person, groups: Groups = SETTINGS) =>
  act<{ cancelled: number }>(w, person, (o) =>
    person.browser.api.settingsLock.turnOn({ groups: [...groups] }, o),
  )
const ask = (person: Person, openHours: 1 | 24 | null = null, group: LockGroup = 'settings') =>
  act<{ change: string; dueAt: string }>(w, person, (o) =>
    person.browser.api.settingsLock.open({ group, openHours }, o),
  )
const locks = async ({ browser }: Person) => must(await browser.api.settingsLock.see()).locks
/** A setting that needs nothing but to be allowed. */
const tryIt = (person: Person) => person.browser.api.methods.begin({ method: 'totp' })
const later = async (person: Person, ms: number): Promise<Person> => {
  await w.pass(ms)
  await settleDueLocks(w.deps)
  return { ...person, browser: await signIn(w, person) }
}

test('it refuses settings from the moment it is on, in every session, and hides the details', async () => {
  const person = await signUp(w)
  const other = await signIn(w, person)
  assert.ok((await tryIt(person)).ok)
  await lock(person)
  for (const { api } of [person.browser, other]) {
    assert.equal(refusal(await api.methods.begin({ method: 'totp' })), 'settings-locked')
    assert.equal(
      refusal(await api.password.change({ newPassword: 'a lamp on the long pier' })),
      'settings-locked',
    )
    assert.equal(refusal(await api.methods.list()), 'settings-locked')
    assert.equal(refusal(await api.contacts.list()), 'settings-locked')
    const me = must(await api.sessions.me())
    assert.deepEqual([me.email, me.settingsLocked], [null, true])
    // Looking and stopping go on.
    must(await api.activity.list({}))
    must(await api.sessions.list())
    must(await api.holds.list())
  }
  const [standing] = await locks(person)
  assert.deepEqual(
    [standing!.group, standing!.on, standing!.waitDays, standing!.opening],
    ['settings', true, 3, null],
  )
  await w.mailTo(person.email, ({ subject }) => subject.includes('settings lock is on'))
})

test('a proof that was made before it is on changes nothing after it', async () => {
  const person = await signUp(w)
  const { api } = person.browser
  const asked = await api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!asked.ok && asked.problem.code === 'proof-required')
  const { id } = asked.problem.challenge as Challenge
  await lock(person)
  assert.equal(refusal(await api.stepUp.see({ id })), 'challenge-ended', 'what is being proved ends')
  const proof = 'A'.repeat(43)
  assert.equal(refusal(await api.sessions.changeIdle({ minutes: 20 }, { proof })), 'settings-locked')
})

test('what waits is cancelled when it is turned on, and never comes', async () => {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  await act(w, person, (o) => person.browser.api.methods.turnOff({ id }, o))
  const { cancelled } = await lock(person, [{ group: 'settings', waitDays: 1 }])
  assert.equal(cancelled, 1)
  await ask(person)
  const after = await later(person, DAY + MINUTE)
  await settleDueChanges(w.deps)
  const { methods } = must(await after.browser.api.methods.list())
  assert.ok(methods.some((one) => one.id === id && one.purposes.includes('sign-in')))
})

test('it opens when its wait is over and not before, then stays open', async () => {
  const person = await signUp(w)
  await lock(person)
  const { dueAt } = await ask(person)
  const [waits] = await locks(person)
  assert.equal(waits!.opening?.dueAt, dueAt)
  assert.equal(Date.parse(dueAt) - Date.parse(waits!.opening!.askedAt), 3 * DAY)
  await w.mailTo(person.email, ({ subject }) => subject.includes('opens on'))
  const early = await later(person, 3 * DAY - 10 * MINUTE)
  assert.equal(refusal(await tryIt(early)), 'settings-locked')
  const open = await later(early, 11 * MINUTE)
  assert.ok((await tryIt(open)).ok)
  assert.deepEqual(await locks(open), [])
  await w.mailTo(person.email, ({ subject }) => subject.includes('is open'))
  const muchLater = await later(open, 40 * DAY)
  assert.ok((await tryIt(muchLater)).ok)
})

test('opened for an hour it is locked again after it, whether or not a job has run, and what waits then is cancelled', async () => {
  const person = await signUp(w)
  const { id } = await withKey(w, person)
  await lock(person, [{ group: 'settings', waitDays: 1 }])
  await ask(person, 1)
  const open = await later(person, DAY + MINUTE)
  await act(w, open, (o) => open.browser.api.methods.turnOff({ id }, o))
  await w.pass(HOUR)
  const again = { ...open, browser: await signIn(w, open) }
  assert.equal(refusal(await tryIt(again)), 'settings-locked', 'before any job')
  await Promise.all([settleDueLocks(w.deps), settleDueLocks(w.deps)])
  const mails = w.mails.filter(({ to, subject }) => to === person.email && subject.includes('is on again'))
  assert.ok(mails.length <= 1, 'told once')
  const cancelled = await value<string>(
    w.database,
    `select outcome from holdfast.change where factor = $1 and kind = 'method.remove'`,
    [id],
  )
  assert.equal(cancelled, 'cancelled')
})

test('asking again while it waits is refused; cancelled, by session or link, it starts from nothing', async () => {
  for (const by of ['session', 'link'] as const) {
    let person = await signUp(w)
    await lock(person)
    const { change } = await ask(person)
    const again = await person.browser.api.settingsLock.open({ group: 'settings', openHours: 24 })
    assert.ok(!again.ok)
    if (again.problem.code === 'proof-required') {
      await assert.rejects(ask(person), /opening-already/)
    }
    person = await later(person, 2 * DAY)
    if (by === 'session') must(await person.browser.api.methods.cancel({ id: change }))
    else {
      const mail = await w.mailTo(person.email, ({ subject }) => subject.includes('opens on'))
      const token = /\/stop\/([A-Za-z0-9_-]{43})/.exec(mail.text)![1]!
      assert.equal(must(await person.browser.api.methods.seeStop({ token })).kind, 'lock')
      assert.equal(must(await person.browser.api.methods.stop({ token })).outcome, 'cancelled')
    }
    person = await later(person, 2 * DAY)
    assert.equal(refusal(await tryIt(person)), 'settings-locked')
    await ask(person)
    person = await later(person, 3 * DAY - 10 * MINUTE)
    assert.equal(refusal(await tryIt(person)), 'settings-locked')
  }
})

test('it cannot be shortened, nor another group be added, while the settings are locked', async () => {
  const person = await signUp(w)
  await lock(person, [{ group: 'withdrawals', waitDays: 5 }])
  const { settingsLock } = person.browser.api
  const shorter = await settingsLock.turnOn({ groups: [{ group: 'withdrawals', waitDays: 2 }] })
  assert.ok(!shorter.ok)
  assert.deepEqual([shorter.problem.code, shorter.problem.reason], ['state-forbids', 'shorter-wait'])
  // Longer is a strengthening, as long as the settings are open.
  await lock(person, [{ group: 'withdrawals', waitDays: 6 }])
  await lock(person)
  for (const groups of [
    [{ group: 'settings' as const, waitDays: 7 }],
    [{ group: 'trading' as const, waitDays: 1 }],
  ])
    assert.equal(refusal(await settingsLock.turnOn({ groups })), 'settings-locked')
})

test('of two that lock at once with different waits, the shorter never replaces the longer', async () => {
  for (let round = 0; round < 4; round++) {
    const person = await signUp(w)
    const second = await signIn(w, person)
    const waits = [7, 1] as const
    const proofs: string[] = []
    for (const [at, browser] of [person.browser, second].entries()) {
      const groups = [{ group: 'settings' as const, waitDays: waits[at]! }]
      const asked = await browser.api.settingsLock.turnOn({ groups })
      assert.ok(!asked.ok && asked.problem.code === 'proof-required')
      proofs.push(await prove(w, person, browser, asked.problem.challenge as Challenge))
    }
    const said = await Promise.all(
      [person.browser, second].map((browser, at) =>
        browser.api.settingsLock.turnOn(
          { groups: [{ group: 'settings', waitDays: waits[at]! }] },
          { proof: proofs[at]! },
        ),
      ),
    )
    assert.equal(said.filter(({ ok }) => ok).length, 1, JSON.stringify(said))
    const [standing] = await locks(person)
    assert.equal(standing!.waitDays, waits[said.findIndex(({ ok }) => ok)])
  }
})

test('a wait above seven days asks the mailbox as well', async () => {
  const person = await signUp(w)
  const { settingsLock } = person.browser.api
  const groups = [{ group: 'settings' as const, waitDays: 30 }]
  const short = await settingsLock.turnOn({ groups })
  assert.ok(!short.ok && short.problem.code === 'input-invalid')
  await act(w, person, (o) => settingsLock.turnOnLong({ groups }, o), {
    email: (id) => mailedTo(w, person, inSession(person.browser, id)),
  })
  assert.equal((await locks(person))[0]!.waitDays, 30)
})

test('a young method neither locks nor opens', async () => {
  const person = await signUp(w)
  await lock(person, [{ group: 'trading', waitDays: 1 }])
  const account = await accountOf(w.database, person.username)
  await value(
    w.database,
    `update holdfast.factor set ripe_at = holdfast.clock() + interval '1 day' where account = $1 returning id`,
    [account],
  )
  const { settingsLock } = person.browser.api
  const said = [
    refusal(await settingsLock.turnOn({ groups: [...SETTINGS] })),
    refusal(await settingsLock.open({ group: 'trading', openHours: null })),
  ]
  assert.deepEqual(said, ['state-forbids', 'state-forbids'])
})

test('of another account it is neither seen nor opened', async () => {
  const [person, stranger] = [await signUp(w), await signUp(w)]
  await lock(person)
  const { change } = await ask(person)
  assert.deepEqual(await locks(stranger), [])
  assert.equal(refusal(await stranger.browser.api.methods.cancel({ id: change })), 'not-found')
  assert.equal(
    refusal(await stranger.browser.api.settingsLock.open({ group: 'settings', openHours: null })),
    'state-forbids',
  )
})

test('groups of funding and trading refuse what the platform asks of them, and settings what it calls a setting', async () => {
  const platform = await openPlatform(w)
  const cases = [
    { group: 'withdrawals', purpose: 'funding', setting: false },
    { group: 'trading', purpose: 'trading', setting: false },
    { group: 'settings', purpose: 'sign-in', setting: true },
  ] as const
  for (const { group, purpose, setting } of cases) {
    const person = await signUp(w)
    const asked = { ...asking(person, { purpose, seconds: 3600 }), setting }
    const before = must(await platform.api.ask(asked))
    const plain = must(await platform.api.ask(asking(person, { purpose: 'sign-in', seconds: 3600 })))
    await lock(person, [{ group, waitDays: 1 }])
    const { approvals } = person.browser.api
    assert.equal(refusal(await approvals.approve({ id: before.id })), 'settings-locked', group)
    assert.equal(refusal(await platform.api.ask({ ...asked, reference: 'later' })), 'settings-locked', group)
    await act(w, person, (o) => approvals.approve({ id: plain.id }, o))
    // A stop works in every state.
    must(await approvals.refuse({ id: before.id }))
  }
})

test('it may be asked to open while frozen, and opens in any state', async () => {
  const person = await signUp(w)
  await lock(person, [{ group: 'settings', waitDays: 1 }])
  const account = await accountOf(w.database, person.username)
  const into = (state: string) =>
    value(w.database, 'update holdfast.account set state = $2 where id = $1 returning id', [account, state])
  await into('frozen')
  w.deps.sessions.drop(account)
  await ask(person)
  await w.pass(DAY + MINUTE)
  await settleDueLocks(w.deps)
  assert.equal(
    await value<string>(w.database, 'select count(*) from holdfast.settings_lock where account = $1', [
      account,
    ]),
    '0',
  )
})

test('of a change that waits and the lock at the same moment nothing waits inside it', async () => {
  for (let round = 0; round < 6; round++) {
    const person = await signUp(w)
    const second = await signIn(w, person)
    const { id } = await withKey(w, person, 'trading')
    const off = await second.api.methods.turnOff({ id })
    assert.ok(!off.ok && off.problem.code === 'proof-required')
    const offProof = await prove(w, person, second, off.problem.challenge as Challenge)
    const on = await person.browser.api.settingsLock.turnOn({ groups: [...SETTINGS] })
    assert.ok(!on.ok && on.problem.code === 'proof-required')
    const onProof = await prove(w, person, person.browser, on.problem.challenge as Challenge)
    await Promise.all([
      second.api.methods.turnOff({ id }, { proof: offProof }),
      person.browser.api.settingsLock.turnOn({ groups: [...SETTINGS] }, { proof: onProof }),
    ])
    const account = await accountOf(w.database, person.username)
    const waiting = await value<string>(
      w.database,
      'select count(*) from holdfast.change where account = $1 and settled_at is null',
      [account],
    )
    assert.equal(waiting, '0', 'something waits inside the lock')
  }
})
