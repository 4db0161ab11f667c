// The proof of each act opens that act alone: it is given to every other act of every purpose, with another content, in
// another session, to another account and a second time. Generated from the tables of acts and purposes (acts.ts).

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Browser } from '../kit/browser.ts'
import { signIn } from '../kit/person.ts'
import { openPlatform } from '../kit/platform.ts'
import type { World } from '../kit/world.ts'
import { ACTS, CELLS, type Cell, keyFor, nameOf, proofOf } from './acts.ts'
import { type Act, type Client, codeOf, newClient, type Said, tidy } from './client.ts'
import { closeWorlds, openWorld, UNWAITED } from './scene.ts'

let w: World
let owner: Client
let stranger: Client
before(async () => {
  w = await openWorld({ limits: UNWAITED })
  const scene = { w, platform: await openPlatform(w) }
  owner = await newClient(scene)
  stranger = await newClient(scene)
})
after(closeWorlds)

const prepare = ({ kind, purpose }: Cell, client: Client): Promise<Act> => ACTS[kind].prepare(client, purpose)
const prove = ({ purpose }: Cell, act: Act): Promise<string> =>
  proofOf(owner, act, { factor: (place) => keyFor(owner, purpose).right(place) })

/** Asked to be proved, since what was given proves something else. */
function assertOther(said: Said, what: string): void {
  assert.ok(!said.ok, `${what} was let in`)
  const { code, reason } = said.problem
  assert.deepEqual([code, reason], ['proof-required', 'proof-refused'], what)
}

test('the proof of each act opens no other act, no other purpose and no other content', async () => {
  const proofs: { readonly cell: Cell; readonly proof: string }[] = []
  for (const cell of CELLS) {
    proofs.push({ cell, proof: await prove(cell, await prepare(cell, owner)) })
    await tidy(owner)
  }
  for (const cell of CELLS) {
    const act = await prepare(cell, owner)
    const others = proofs.filter((one) => one.cell !== cell || !ACTS[cell.kind].constant)
    const said = await Promise.all(others.map(({ proof }) => act.send(owner.person.browser, { proof })))
    for (const [n, other] of others.entries())
      assertOther(said[n]!, `the proof of ${nameOf(other.cell)} at ${nameOf(cell)}`)
    await tidy(owner)
  }
})

let second: Browser | undefined
/** Another session of the same account. Some acts end it. */
async function otherSession(): Promise<Browser> {
  if (second && (await second.api.sessions.me()).ok) return second
  second = await signIn(w, owner.person)
  return second
}

for (const cell of CELLS) {
  test(`${nameOf(cell)}: its proof opens no other session and no other account, and its own act once`, async () => {
    const elsewhere = await otherSession()
    const foreign = await prepare(cell, stranger)
    const act = await prepare(cell, owner)
    const proof = await prove(cell, act)
    // What was begun in one session is not there in another.
    const said = codeOf(await act.send(elsewhere, { proof }))
    assert.match(said, /^(?:proof-required|challenge-ended)$/)
    assertOther(await foreign.send(stranger.person.browser, { proof }), 'another account')
    const done = await act.send(owner.person.browser, { proof })
    assert.ok(done.ok, `it was spent by another: ${JSON.stringify(done)}`)
    assert.ok(!(await act.send(owner.person.browser, { proof })).ok, 'a second time')
    await tidy(owner)
    await tidy(stranger)
  })
}
