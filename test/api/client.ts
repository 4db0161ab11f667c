// A client with one method of each kind for each purpose, for tests that try acts with all of them.

import type { CallOptions } from '../../sdk/client.ts'
import { PURPOSES, type Purpose } from '../../src/factors/method.ts'
import { METHODS, type MethodName } from '../../src/factors/methods.ts'
import type { Browser } from '../kit/browser.ts'
import { must, type Person, PIN, signUp } from '../kit/person.ts'
import type { Platform } from '../kit/platform.ts'
import { type Seeded, type Seeding, seed } from '../kit/seeded.ts'
import type { World } from '../kit/world.ts'
import { accountOf, change } from './rows.ts'

export type Said =
  | { readonly ok: true }
  | {
      readonly ok: false
      readonly problem: { readonly code: string; readonly reason?: unknown; readonly challenge?: unknown }
    }
export const codeOf = (said: Said): string => (said.ok ? 'ok' : said.problem.code)
export type Send = (browser: Browser, options: CallOptions) => Promise<Said>
/** `itself`: the method that is asked to prove itself. */
export type Act = { readonly send: Send; readonly itself?: Seeded }
export type Scene = { readonly w: World; readonly platform: Platform }
export type Client = Scene & {
  person: Person
  pin: string
  readonly account: string
  /** One method of each kind for each purpose, and for that alone. */
  methods: readonly Seeded[]
  tidied: number
}

export async function newClient(scene: Scene): Promise<Client> {
  const { w } = scene
  const person = await signUp(w)
  const account = await accountOf(w.database, person.username)
  const client: Client = { ...scene, person, pin: PIN, account, methods: [], tidied: 0 }
  client.methods = await ownMethods(client, Object.keys(METHODS) as MethodName[])
  return client
}

async function ownMethods(client: Client, names: readonly MethodName[]): Promise<readonly Seeded[]> {
  const made: Seeded[] = []
  for (const method of names)
    for (const purpose of METHODS[method].properties.purposes)
      made.push(await target(client, method, [purpose]))
  return made
}

let drawn = 0
export const newEmail = (): string => `of-${process.pid}-${++drawn}@example.test`
export const newNumber = (): string => `+3361234${1000 + ++drawn}`

export const target = (
  { w, account }: Client,
  method: MethodName,
  purposes: readonly Purpose[],
  more: Partial<Seeding> = {},
): Promise<Seeded> =>
  seed(w, { account, method, purposes, address: { mailbox: newEmail(), number: newNumber() }, ...more })

export const inRows = ({ w }: Client, text: string, values: readonly unknown[]): Promise<void> =>
  change(w.database, text, values)

/** What one act leaves behind is no method of the next, and what was put away is back. */
export async function tidy(client: Client): Promise<void> {
  const { account, person } = client
  // Each act takes a code, and the last of a list proves nothing.
  if (++client.tidied % 5 === 0) {
    const others = client.methods.filter(({ method }) => !METHODS[method].properties.usedUp)
    client.methods = [...others, ...(await ownMethods(client, ['backup-code']))]
  }
  const kept = client.methods.map(({ id }) => id)
  await inRows(
    client,
    `update holdfast.factor set removed_at = case when id = any($2) then null else holdfast.clock() end
     where account = $1 and (id = any($2) = (removed_at is not null))
       and not (method = 'totp' and purposes = '{sign-in}' and not id = any($2))`,
    [account, kept],
  )
  const { approvals } = must(await person.browser.api.approvals.list())
  for (const { id, state } of approvals)
    if (state === 'open') must(await person.browser.api.approvals.refuse({ id }))
}

/** A key for each purpose that lives in a device and verifies its user. */
export async function passkeysOf(client: Client): Promise<readonly Seeded[]> {
  const made: Seeded[] = []
  for (const purpose of PURPOSES) made.push(await target(client, 'webauthn', [purpose], { key: 'passkey' }))
  return made
}
