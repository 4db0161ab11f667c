// The examples run, against a real server, as a stranger would run them.

import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { type Challenge, must, prove, signUp } from '../kit/person.ts'
import { openPlatform } from '../kit/platform.ts'
import { type World, world } from '../kit/world.ts'
import { within } from './scene.ts'

const EXAMPLE = join(import.meta.dirname, '../../examples/platform-approval.ts')

let w: World
before(async () => {
  w = await world()
})
after(() => w.stop())

test('a platform asks, the client approves, the platform believes the statement alone', async () => {
  const platform = await openPlatform(w)
  const { browser, ...person } = await signUp(w)
  const environment = { HOLDFAST: w.origin, CREDENTIAL: platform.token, ACCOUNT: person.username }
  const ended = new Promise<{ code: number; out: string; err: string }>((done) => {
    execFile(
      process.execPath,
      [EXAMPLE],
      { env: { PATH: process.env.PATH, ...environment }, timeout: 60_000 },
      (error, out, err) => done({ code: error ? Number(error.code ?? 1) : 0, out, err }),
    )
  })
  let id = ''
  await within(30_000, async () => {
    id = must(await browser.api.approvals.list()).approvals[0]?.id ?? ''
    return id !== ''
  })
  const raised = await browser.api.approvals.approve({ id })
  assert.ok(!raised.ok)
  const proof = await prove(w, person, browser, raised.problem.challenge as Challenge)
  must(await browser.api.approvals.approve({ id }, { proof }))
  const { code, out, err } = await ended
  assert.equal(code, 0, err)
  assert.match(out, /approved, with a method of grade B/)
})
