// Every act that a session proves, and how it is asked for: for tests that try each with the proofs, the methods and the
// accounts of all others. An act that is added to the policy with a proof does not compile here before it has its row.

import assert from 'node:assert/strict'
import { randomBytes, randomUUID } from 'node:crypto'
import { transaction } from '../../src/db/tx.ts'
import { apply } from '../../src/db/write.ts'
import { PURPOSES, type Purpose } from '../../src/factors/method.ts'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import { addPhone } from '../../src/features/contacts/store.ts'
import { ACTIONS, type ActionName } from '../../src/policy/actions.ts'
import { softKey } from '../kit/authenticator.ts'
import { beginEmail, beginPhone, mailedTo } from '../kit/contacts.ts'
import { addKey, newList } from '../kit/methods.ts'
import { type Challenge, type Hands, must, prove } from '../kit/person.ts'
import { asking } from '../kit/platform.ts'
import { softBrowser } from '../kit/push-service.ts'
import { inSession, type Place, type Seeded } from '../kit/seeded.ts'
import { type Act, type Client, inRows, newEmail, newNumber, type Send, target } from './client.ts'
import { change } from './rows.ts'

/** The acts of a caller that prove something. */
export type Proving<Caller> = {
  [A in ActionName]: (typeof ACTIONS)[A] extends { caller: Caller; proof: readonly [unknown, ...unknown[]] }
    ? A
    : never
}[ActionName]

type Asked = {
  /** Whose methods may be asked: those of the row alone, or those that the request names. */
  readonly purposes: readonly Purpose[]
  /** It is about the same each time: there is no other content to try its proof on. */
  readonly constant?: true
  /** The account has none of these beside it. */
  readonly without?: MethodName
  /** A new one each time, about something else than the one before. */
  prepare(client: Client, purpose: Purpose): Promise<Act>
}

let drawn = 0
/** From now on the session is locked where it would be over. */
export async function lockWhenResting(client: Client): Promise<void> {
  const send: Send = ({ api }, options) => api.quickUnlock.turnOn(undefined, options)
  const done = await send(client.person.browser, { proof: await proofOf(client, { send }) })
  assert.ok(done.ok, JSON.stringify(done))
}

const ofItsRow = (action: ActionName): readonly Purpose[] => [ACTIONS[action].purpose]

/** An act about a new address, which is confirmed. */
const emailAct =
  (action: 'changeEmail' | 'replaceEmail', moves: boolean): Asked['prepare'] =>
  async (client) => {
    const email = newEmail()
    const { claim } = await beginEmail(client.w, client.person, email, 'confirm')
    return {
      async send({ api }, options) {
        const done = await api.contacts[action]({ claim, email }, options)
        if (done.ok && moves) client.person = { ...client.person, email }
        return done
      },
    }
  }

/** The number that the account has, or none. */
export async function numbered({ w, account }: Client, number: string | undefined): Promise<void> {
  await change(w.database, `delete from holdfast.contact where account = $1 and kind = 'phone'`, [account])
  if (number === undefined) return
  await transaction(w.pool, (tx) => apply(tx.db, [addPhone(randomBytes, account, number, tx.now)]))
}

const numberAct =
  (action: 'setPhone' | 'changePhone'): Asked['prepare'] =>
  async (client) => {
    await numbered(client, action === 'setPhone' ? undefined : newNumber())
    const to = newNumber()
    const claim = await beginPhone(client.w, client.person, to, 'confirm')
    return { send: ({ api }, options) => api.contacts[action]({ claim, to }, options) }
  }

/** A group that none of these acts is in; a longer wait each time. */
const lockAct =
  (action: 'turnOn' | 'turnOnLong', from: number): Asked['prepare'] =>
  async (client) => {
    await inRows(client, 'delete from holdfast.settings_lock where account = $1', [client.account])
    const groups = [{ group: 'addresses' as const, waitDays: from + (++drawn % 7) }]
    return { send: ({ api }, options) => api.settingsLock[action]({ groups }, options) }
  }

/** There is a most that an account may have. */
const withoutPush = (client: Client): Promise<void> =>
  inRows(
    client,
    `with gone as (update holdfast.change set settled_at = holdfast.clock(), outcome = 'cancelled'
       where account = $1 and kind = 'push.off' and settled_at is null)
     update holdfast.push_endpoint set ended_at = holdfast.clock() where account = $1 and ended_at is null`,
    [client.account],
  )

export const ACTS: Readonly<Record<Proving<'session'>, Asked>> = {
  // The first of all: once an address was changed, nothing is approved for a day.
  'approval.approve': {
    purposes: PURPOSES,
    async prepare({ platform, person }, purpose) {
      const { id } = must(await platform.api.ask(asking(person, { purpose, seconds: 86_400 })))
      return { send: ({ api }, options) => api.approvals.approve({ id }, options) }
    },
  },
  'password.change': {
    purposes: ofItsRow('password.change'),
    prepare(client) {
      const newPassword = `the ferry leaves at ${++drawn} past nine`
      return Promise.resolve({
        async send({ api }, options) {
          const done = await api.password.change({ newPassword }, options)
          if (done.ok) client.person = { ...client.person, password: newPassword }
          return done
        },
      })
    },
  },
  'idle-time.change': {
    purposes: ofItsRow('idle-time.change'),
    prepare() {
      const minutes = 20 + (++drawn % 300)
      return Promise.resolve({ send: ({ api }, options) => api.sessions.changeIdle({ minutes }, options) })
    },
  },
  'pin.change': {
    purposes: ofItsRow('pin.change'),
    prepare(client) {
      const newPin = String(350_617 + 7 * ++drawn)
      return Promise.resolve({
        async send({ api }, options) {
          const done = await api.pin.change({ newPin }, options)
          if (done.ok) client.pin = newPin
          return done
        },
      })
    },
  },
  'pin.reset': {
    purposes: ofItsRow('pin.reset'),
    prepare() {
      const newPin = String(350_617 + 7 * ++drawn)
      return Promise.resolve({ send: ({ api }, options) => api.pin.reset({ newPin }, options) })
    },
  },
  'pin.reset-by-two': {
    purposes: ofItsRow('pin.reset-by-two'),
    async prepare(client) {
      const itself = await target(client, 'webauthn', ['trading'])
      const newPin = String(350_617 + 7 * ++drawn)
      return {
        itself,
        async send({ api }, options) {
          const done = await api.pin.resetByTwo({ newPin, second: itself.id }, options)
          if (done.ok) client.pin = newPin
          return done
        },
      }
    },
  },
  'quick-unlock.turn-on': {
    purposes: ofItsRow('quick-unlock.turn-on'),
    constant: true,
    async prepare(client) {
      await target(client, 'webauthn', ['sign-in'], { key: 'passkey' })
      return { send: ({ api }, options) => api.quickUnlock.turnOn(undefined, options) }
    },
  },
  'method.add': {
    purposes: PURPOSES,
    async prepare({ w, person }, purpose) {
      const input = await addKey(w, person, softKey({ u2f: true }), purpose, purpose)
      return { send: ({ api }, options) => api.methods.add(input, options) }
    },
  },
  'backup-codes.begin': {
    purposes: ofItsRow('backup-codes.begin'),
    constant: true,
    prepare: () => Promise.resolve({ send: ({ api }, options) => api.methods.beginCodes({}, options) }),
  },
  'backup-codes.add': {
    purposes: ofItsRow('backup-codes.add'),
    // An account has one list.
    without: 'backup-code',
    async prepare(client) {
      const ends = `update holdfast.factor set removed_at = holdfast.clock() where account = $1 and method = 'backup-code'`
      await inRows(client, ends, [client.account])
      const { enrolment } = await newList(client.person, client.pin)
      return { send: ({ api }, options) => api.methods.addCodes({ enrolment }, options) }
    },
  },
  'backup-codes.renew': {
    purposes: ofItsRow('backup-codes.renew'),
    async prepare(client) {
      const itself = await target(client, 'backup-code', [])
      const input = { id: itself.id, enrolment: (await newList(client.person, client.pin)).enrolment }
      return { itself, send: ({ api }, options) => api.methods.renewCodes(input, options) }
    },
  },
  'backup-codes.replace': {
    purposes: ofItsRow('backup-codes.replace'),
    async prepare(client) {
      const { id } = await target(client, 'backup-code', [])
      const input = { id, enrolment: (await newList(client.person, client.pin)).enrolment }
      return { send: ({ api }, options) => api.methods.replaceCodes(input, options) }
    },
  },
  'method.turn-on': {
    purposes: PURPOSES,
    async prepare(client, purpose) {
      const { id } = await target(client, 'webauthn', [])
      return { send: ({ api }, options) => api.methods.turnOn({ id, purpose, by: purpose }, options) }
    },
  },
  'backup-codes.turn-on': {
    purposes: METHODS['backup-code'].properties.purposes,
    async prepare(client, purpose) {
      const itself = await target(client, 'backup-code', [])
      const input = { id: itself.id, purpose, by: purpose }
      return { itself, send: ({ api }, options) => api.methods.turnOnCodes(input, options) }
    },
  },
  'method.turn-off': {
    purposes: ofItsRow('method.turn-off'),
    async prepare(client) {
      const { id } = await target(client, 'totp', ['trading'])
      return { send: ({ api }, options) => api.methods.turnOff({ id }, options) }
    },
  },
  'method.give-up': {
    purposes: ofItsRow('method.give-up'),
    async prepare(client) {
      const itself = await target(client, 'webauthn', ['trading'])
      return { itself, send: ({ api }, options) => api.methods.giveUp({ id: itself.id }, options) }
    },
  },
  'method.lost': {
    purposes: ofItsRow('method.lost'),
    async prepare(client) {
      const { id } = await target(client, 'webauthn', ['trading'])
      return { send: ({ api }, options) => api.methods.lost({ id }, options) }
    },
  },
  'method.found': {
    purposes: ofItsRow('method.found'),
    async prepare(client) {
      const itself = await target(client, 'webauthn', ['trading'])
      const lost = 'update holdfast.factor set suspended_at = holdfast.clock() where id = $1'
      await inRows(client, lost, [itself.id])
      return { itself, send: ({ api }, options) => api.methods.found({ id: itself.id }, options) }
    },
  },
  'change.cancel-for-good': {
    purposes: ofItsRow('change.cancel-for-good'),
    async prepare(client) {
      const factor = await target(client, 'webauthn', ['trading'])
      const id = randomUUID()
      await inRows(
        client,
        `insert into holdfast.change (id, account, kind, factor, asked_at, due_at, asked_by)
         select $1, $2, 'method.off', $3, holdfast.clock(), holdfast.clock() + interval '1 day', id
         from holdfast.session where account = $2 limit 1`,
        [id, client.account, factor.id],
      )
      return { send: ({ api }, options) => api.methods.cancelForGood({ id }, options) }
    },
  },
  'settings-lock.turn-on': { purposes: ofItsRow('settings-lock.turn-on'), prepare: lockAct('turnOn', 1) },
  'settings-lock.turn-on-long': {
    purposes: ofItsRow('settings-lock.turn-on-long'),
    prepare: lockAct('turnOnLong', 8),
  },
  'settings-lock.open': {
    purposes: ofItsRow('settings-lock.open'),
    async prepare(client) {
      const { account } = client
      await inRows(
        client,
        `update holdfast.change set settled_at = holdfast.clock(), outcome = 'cancelled'
         where account = $1 and kind = 'lock.open' and settled_at is null`,
        [account],
      )
      const waitDays = 1 + (++drawn % 30)
      await inRows(
        client,
        `insert into holdfast.settings_lock values ($1, 'addresses', $2, holdfast.clock())
         on conflict (account, lock_group) do update set wait_days = excluded.wait_days`,
        [account, waitDays],
      )
      const input = { group: 'addresses', openHours: null } as const
      return { send: ({ api }, options) => api.settingsLock.open(input, options) }
    },
  },
  'push.turn-on': {
    purposes: ofItsRow('push.turn-on'),
    async prepare(client) {
      await withoutPush(client)
      const input = softBrowser(`https://push.example.test/${++drawn}`).subscription
      return { send: ({ api }, options) => api.push.turnOn(input, options) }
    },
  },
  'push.turn-off': {
    purposes: ofItsRow('push.turn-off'),
    async prepare(client) {
      const { account } = client
      await withoutPush(client)
      const { rows } = await client.w.pool.query<{ id: string }>(
        `insert into holdfast.push_endpoint (id, account, label, session, sealed, endpoint_mac, added_at)
         values (gen_random_uuid(), $1, 'A browser', gen_random_uuid(), '', $2, holdfast.clock()) returning id`,
        [account, randomBytes(32)],
      )
      const { id } = rows[0]!
      return { send: ({ api }, options) => api.push.turnOff({ id }, options) }
    },
  },
  'email.change': { purposes: ofItsRow('email.change'), prepare: emailAct('changeEmail', true) },
  'email.replace': { purposes: ofItsRow('email.replace'), prepare: emailAct('replaceEmail', false) },
  'email.replace-by-two': {
    purposes: ofItsRow('email.replace-by-two'),
    async prepare(client) {
      const itself = await target(client, 'webauthn', ['trading'])
      const email = newEmail()
      const { claim } = await beginEmail(client.w, client.person, email, 'confirm')
      const input = { claim, email, second: itself.id }
      return { itself, send: ({ api }, options) => api.contacts.replaceEmailByTwo(input, options) }
    },
  },
  'phone.set': { purposes: ofItsRow('phone.set'), prepare: numberAct('setPhone') },
  'phone.change': { purposes: ofItsRow('phone.change'), prepare: numberAct('changePhone') },
  'phone.remove': {
    purposes: ofItsRow('phone.remove'),
    constant: true,
    async prepare(client) {
      await numbered(client, newNumber())
      return { send: ({ api }, options) => api.contacts.removePhone(undefined, options) }
    },
  },
}
export type Kind = keyof typeof ACTS
export type Cell = { readonly kind: Kind; readonly purpose: Purpose }
export const CELLS: readonly Cell[] = (Object.keys(ACTS) as Kind[]).flatMap((kind) =>
  ACTS[kind].purposes.map((purpose) => ({ kind, purpose })),
)
export const nameOf = ({ kind, purpose }: Cell): string => `${kind} of ${purpose}`

async function raise(client: Client, { send }: Act): Promise<Challenge> {
  const asked = await send(client.person.browser, {})
  assert.ok(!asked.ok && asked.problem.code === 'proof-required', JSON.stringify(asked))
  return asked.problem.challenge as Challenge
}

type StepGiven = Awaited<ReturnType<Hands[string]>>
type Hand = (place: Place) => Promise<StepGiven>
/** How each step of an act is answered as it should be. */
export function handsOf(client: Client, { itself }: Act): Readonly<Record<string, Hand>> {
  const { w, person, pin } = client
  const { password } = person
  return {
    password: () => Promise.resolve({ method: 'password', password }),
    pin: () => Promise.resolve({ method: 'pin', pin }),
    email: (place) => mailedTo(w, person, place),
    factor: (place) => keyFor(client, 'sign-in').right(place),
    ...(itself && { itself: (place: Place) => itself.right(place) }),
  }
}

/** A proof of an act; `hands` answer where they say so, and elsewhere it is answered as it should be. */
export async function proofOf(client: Client, act: Act, hands: Readonly<Record<string, Hand>> = {}) {
  const { browser } = client.person
  const placed = Object.entries({ ...handsOf(client, act), ...hands }).map(([step, hand]) => [
    step,
    (id: string) => hand(inSession(browser, id)),
  ])
  const challenge = await raise(client, act)
  return prove(client.w, client.person, browser, challenge, Object.fromEntries(placed) as Hands)
}

export const keyFor = ({ methods }: Client, purpose: Purpose): Seeded =>
  methods.find((one) => one.method === 'webauthn' && one.purposes.includes(purpose))!
