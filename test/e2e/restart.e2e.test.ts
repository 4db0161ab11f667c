// A server is a process of its own here, begun by the command of the README, so that it can be stopped and begun again
// under an open page.

import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Page } from 'playwright-core'
import type { Mail } from '../../src/notify/mail.ts'
import { writeKeysFile } from '../../src/start/keys-file.ts'
import { methodsTexts } from '../../web/portal/methods/texts.ts'
import { sessionsTexts } from '../../web/portal/sessions/texts.ts'
import { shellTexts } from '../../web/portal/shell/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { createDatabase, type TestDatabase } from '../kit/database.ts'
import { type Person, signUp } from '../kit/person.ts'
import { freePort, type World, world } from '../kit/world.ts'
import { button, enterName, field, isAt, letIn, link, sees } from './hands.ts'
import { launch, oathtool, visit, visiting } from './kit.ts'

const ROOT = join(import.meta.dirname, '../..')
const STOPS_WITHIN_MS = 10_000
const MAIL_WITHIN_MS = 15_000
const KEY = Buffer.alloc(32, 9)

type Server = Pick<World, 'mailTo'> & {
  readonly origin: string
  start(): Promise<void>
  stop(): Promise<void>
}

/** `holdfast serve` on a database and a port that stay the same. */
function serverOn(database: TestDatabase, port: number, folder: string): Server {
  writeKeysFile(join(folder, 'keys.json'), {
    current: 1,
    keys: [{ id: 1, key: KEY.toString('base64url') }],
  })
  const env = {
    PATH: process.env['PATH'] ?? '',
    HOLDFAST_PORT: String(port),
    HOLDFAST_DATA: folder,
    DATABASE_URL: database.url,
    DATABASE_OWNER_URL: database.ownerUrl,
  }
  let running: ChildProcess | undefined
  return {
    origin: `http://localhost:${port}`,
    mailTo: (address, which) => readMail(join(folder, 'inbox.jsonl'), address, which),
    async start() {
      const child = spawn(process.execPath, ['src/cli.ts', 'serve'], { cwd: ROOT, env, stdio: 'pipe' })
      running = child
      let said = ''
      for (const stream of [child.stdout, child.stderr])
        stream.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')))
      while (!said.includes('Holdfast is ready')) {
        assert.equal(child.exitCode, null, `the server does not start: ${said}`)
        await new Promise((later) => setTimeout(later, 30))
      }
    },
    async stop() {
      if (!running) return
      const child = running
      running = undefined
      await ends(child)
    },
  }
}

/** Waits for a mail in the development inbox of a server. */
async function readMail(
  file: string,
  address: string,
  which: (mail: Mail) => boolean = () => true,
): Promise<Mail> {
  const until = performance.now() + MAIL_WITHIN_MS
  for (;;) {
    const lines = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
    const mails = lines.filter((line) => line.endsWith('}')).map((line) => JSON.parse(line) as Mail)
    const found = mails.findLast((mail) => mail.to === address && which(mail))
    if (found) return found
    assert.ok(performance.now() < until, `no mail came to ${address}`)
    await new Promise((later) => setTimeout(later, 30))
  }
}

/** @throws if it does not end in time; it is ended in any case. */
async function ends(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return
  const ended = once(child, 'exit').then(() => true)
  child.kill('SIGTERM')
  const inTime = await Promise.race([ended, new Promise((later) => setTimeout(later, STOPS_WITHIN_MS))])
  if (inTime === true) return
  child.kill('SIGKILL')
  await ended
  assert.fail(`the server does not stop within ${STOPS_WITHIN_MS / 1000} s while a browser is open`)
}

/** A client of this database, made by a server that is gone before the one of the test begins. */
async function clientOf(database: TestDatabase): Promise<Person> {
  const before = await world({ database, keys: [{ id: 1, bytes: KEY }] })
  const person = await signUp(before)
  await before.stop()
  return person
}

async function withServer(act: (server: Server, person: Person) => Promise<void>): Promise<void> {
  const database = await createDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'))
  const person = await clientOf(database)
  const server = serverOn(database, await freePort(), folder)
  try {
    await server.start()
    await act(server, person)
  } finally {
    await server.stop()
    await database.drop()
    rmSync(folder, { recursive: true, force: true })
  }
}

async function signInHere(server: Server, page: Page, person: Person): Promise<void> {
  await page.goto('/sign-in')
  await enterName(page, person.username, person.password)
  // The sign-up has moved the clock of this database by half a minute, and has used the code before that.
  await field(page, signInTexts.factor.label).fill(oathtool(person.key, Date.now() + 30_000))
  await letIn(server, page, person)
}

test('a server that is stopped and started again finds the page open and the session as it was', async () => {
  await withServer(async (server, person) => {
    const browser = await launch()
    const open = () => visit(browser, server.origin)
    try {
      await visiting({ open }, async ({ page }) => {
        await signInHere(server, page, person)
        await link(page, uiTexts.account.sessions).first().click()
        await sees(page, '2 open sessions')
        await server.stop()
        await link(page, shellTexts.security.methods).first().click()
        await sees(page, shellTexts.failed)
        await sees(page, shellTexts.problem.unreachable)
        await server.start()
        await button(page, shellTexts.again).click()
        await sees(page, methodsTexts.password.name)
        await link(page, shellTexts.security.sessions).first().click()
        await sees(page, uiTexts.session.current)
        await sees(page, '2 open sessions')
        await button(page, uiTexts.session.endOf('Firefox on Linux')).click()
        await sees(page, sessionsTexts.ended('Firefox on Linux'))
        await page.reload()
        await sees(page, '1 open session')
      })
    } finally {
      await browser.close()
    }
  })
})

test('a sign-in that has begun goes on after a restart', async () => {
  await withServer(async (server, person) => {
    const browser = await launch()
    const open = () => visit(browser, server.origin)
    try {
      await visiting({ open }, async ({ page }) => {
        await page.goto('/sign-in')
        await enterName(page, person.username, person.password)
        await isAt(page, '/sign-in/second-factor')
        // The page itself has come, not only its address.
        await field(page, signInTexts.factor.label).waitFor()
        await server.stop()
        const code = oathtool(person.key, Date.now() + 30_000)
        await field(page, signInTexts.factor.label).fill(code)
        await sees(page, shellTexts.problem.unreachable)
        await server.start()
        await button(page, signInTexts.factor.act).click()
        await letIn(server, page, person)
      })
    } finally {
      await browser.close()
    }
  })
})

test('a server stops in time although a browser holds a connection that it has not used yet', async () => {
  await withServer(async (server) => {
    // Chromium opens one in advance whenever it expects to need it.
    const unused = connect(Number(new URL(server.origin).port), 'localhost')
    await once(unused, 'connect')
    try {
      await server.stop()
    } finally {
      unused.destroy()
    }
  })
})
