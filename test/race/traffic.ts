// Clients who sign up, sign in, look and sign out all the time, and remember what the server has acknowledged to them.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import type { Answer } from '../../sdk/client.ts'
import { Browser } from '../kit/browser.ts'
import { PASSWORD, PIN, setupKey, totpAt } from '../kit/person.ts'
import type { Chance } from './chance.ts'
import type { Holdfast } from './holdfast.ts'
import { newAddress } from './nodes.ts'

export type Client = {
  readonly username: string
  readonly email: string
  /** Base32 of the authenticator, once its enrolment was acknowledged. */
  key: string | undefined
  /** The last step whose code was sent, whatever came of it. */
  lastStep: number
  busy: boolean
}
export type Held = { readonly client: Client; readonly browser: Browser }

/** What was acknowledged, and so must hold whatever is killed. */
export type Kept = {
  readonly clients: Client[]
  readonly live: Set<Held>
  readonly ended: Set<Held>
  /** Sign-ups refused as "nothing was changed" while the database was away. */
  readonly denied: { readonly username: string }[]
  readonly words: string[]
}

export type Traffic = { readonly kept: Kept; stop(): Promise<void> }

type Scene = {
  readonly holdfast: Holdfast
  readonly chance: Chance
  readonly kept: Kept
  stopping: boolean
}

const WORKERS = 6
const STEP_MS = 30_000
const MAIL_MS = 6_000
const REST_MS = 30

export const newKept = (): Kept => ({
  clients: [],
  live: new Set(),
  ended: new Set(),
  denied: [],
  words: [],
})

export function startTraffic(holdfast: Holdfast, chance: Chance, kept: Kept): Traffic {
  const scene: Scene = { holdfast, chance, kept, stopping: false }
  const workers = Array.from({ length: WORKERS }, () => work(scene))
  return {
    kept,
    async stop() {
      scene.stopping = true
      await Promise.all(workers)
    },
  }
}

async function work(scene: Scene): Promise<void> {
  while (!scene.stopping) {
    const done = await act(scene)
    // Who is refused comes back in a moment; a server that is away is not asked a thousand times a second.
    if (!done) await wait(REST_MS)
  }
}

async function act(scene: Scene): Promise<boolean> {
  const { chance, kept } = scene
  const drawn = chance.draw()
  const held = kept.live.size > 0 ? chance.pick([...kept.live]) : undefined
  if (held && drawn < 0.15) return signOut(scene, held)
  if (held && drawn < 0.4) return note(scene, 'look', await held.browser.api.sessions.me()) !== undefined
  const step = Math.floor(Date.now() / STEP_MS)
  const idle = kept.clients.filter((one) => !one.busy && one.key !== undefined && one.lastStep < step)
  return idle.length > 0 && drawn < 0.8 ? signIn(scene, chance.pick(idle)) : signUp(scene)
}

/** Notes how an act ended. @returns what was acknowledged. */
function note<Op>(
  scene: Scene,
  act: string,
  answer: Answer<Op>,
): Extract<Answer<Op>, { ok: true }>['value'] | undefined {
  scene.kept.words.push(`${act}: ${answer.ok ? 'done' : answer.problem.code}`)
  return answer.ok ? answer.value : undefined
}

let people = 0

async function signUp(scene: Scene): Promise<boolean> {
  const { kept, holdfast } = scene
  people += 1
  const username = `kill-${people}`
  const email = `${username}@example.test`
  const browser = new Browser({ origin: holdfast.origin, address: newAddress(), keyless: true })
  const { api } = browser
  const started = note(scene, 'sign-up', await api.signUp.start({ email }))
  const code = started && (await mailedCode(scene, email))
  if (!started || code === undefined) return false
  const id = started.signUp
  if (!note(scene, 'confirm', await api.signUp.confirm({ signUp: id, code }))) return false
  const finished = await api.signUp.finish({ signUp: id, username, password: PASSWORD })
  if (!finished.ok && finished.problem.code === 'database-away') kept.denied.push({ username })
  if (!note(scene, 'finish', finished)) return false
  const client: Client = { username, email, key: undefined, lastStep: 0, busy: true }
  kept.clients.push(client)
  try {
    const chosen = await api.signIn.answer({ answer: { method: 'pin', pin: PIN } })
    if (!note(scene, 'pin', chosen)) return false
    const enrolled = note(scene, 'enrol', await api.signIn.enrol({ method: 'totp' }))
    return enrolled !== undefined && (await answer(scene, client, browser, setupKey(enrolled)))
  } finally {
    client.busy = false
  }
}

async function signIn(scene: Scene, client: Client): Promise<boolean> {
  client.busy = true
  try {
    const browser = new Browser({ origin: scene.holdfast.origin, address: newAddress(), keyless: true })
    const started = await browser.api.signIn.start({ identifier: client.username, password: PASSWORD })
    return note(scene, 'password', started) !== undefined && (await answer(scene, client, browser))
  } finally {
    client.busy = false
  }
}

async function answer(
  scene: Scene,
  client: Client,
  browser: Browser,
  key = client.key ?? '',
): Promise<boolean> {
  const now = Date.now()
  client.lastStep = Math.floor(now / STEP_MS)
  const done = note(
    scene,
    'code',
    await browser.api.signIn.answer({ answer: { method: 'totp', code: totpAt(key, now) } }),
  )
  if (done?.state !== 'signed-in' && !(done && (await approveDevice(scene, client, browser)))) return false
  client.key = key
  scene.kept.live.add({ client, browser })
  return true
}

/** A browser without a key is new each time. */
async function approveDevice(scene: Scene, { email }: Client, browser: Browser): Promise<boolean> {
  const { signIn: door } = browser.api
  const sent = note(scene, 'device', await door.offer({ method: 'email-code' }))
  const code = sent && (await mailedCode(scene, email, 'Approve a new device'))
  if (code === undefined) return false
  const done = note(scene, 'approve', await door.answer({ answer: { method: 'email-code', code } }))
  return done?.state === 'signed-in'
}

async function signOut(scene: Scene, held: Held): Promise<boolean> {
  const { kept } = scene
  // From the moment it is asked for, nobody can say that the session must be live.
  if (!kept.live.delete(held)) return false
  const done = note(scene, 'sign-out', await moved(held).api.sessions.signOut({}))
  if (done) kept.ended.add(held)
  return done !== undefined
}

/** The same cookies in a jar of its own: the answer empties the jar, and the old token is what must stay dead. */
export function moved({ browser }: Held): Browser {
  const other = new Browser({ origin: browser.origin, address: newAddress(), keyless: true })
  for (const [name, value] of browser.jar) other.jar.set(name, value)
  other.sessionKeys = browser.sessionKeys
  return other
}

/**
 * The code in the development inbox, in a mail that was not read before and whose subject begins so; undefined when none
 * comes in time: a killed server may send it much later.
 */
async function mailedCode(scene: Scene, email: string, subject = ''): Promise<string | undefined> {
  const until = performance.now() + MAIL_MS
  while (performance.now() < until && !scene.stopping) {
    const line = inbox(scene.holdfast.dataFolder).findLast(
      (one) => one.includes(`"to":"${email}"`) && one.includes(`"subject":"${subject}`) && !READ.has(one),
    )
    const found = line === undefined ? null : /\\n([0-9]{3}) ([0-9]{3})\\n/.exec(line)
    if (line !== undefined && found) {
      READ.add(line)
      return `${found[1]}${found[2]}`
    }
    await wait(40)
  }
  return undefined
}

const READ = new Set<string>()

function inbox(dataFolder: string): readonly string[] {
  try {
    return readFileSync(join(dataFolder, 'inbox.jsonl'), 'utf8').split('\n')
  } catch {
    return []
  }
}
