// Random walks through signing in and signing up: steps skipped, repeated, out of order, taken back and begun again,
// against a small model of what has been proved. A failing walk prints its seed and its shortest form.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import fc from 'fast-check'
import { Browser } from '../kit/browser.ts'
import {
  knownBrowser,
  must,
  PASSWORD,
  type Person,
  PIN,
  setupKey,
  signUp,
  startOn,
  totpAt,
} from '../kit/person.ts'
import { codeIn, type World } from '../kit/world.ts'
import { settled, value } from './rows.ts'
import { closeWorlds, openWorld, outcome, UNWAITED, wrongCodes } from './scene.ts'

const SEED = Number(process.env.HOLDFAST_TEST_SEED ?? Date.now() % 1_000_000_000)

let w: World
// The budget of guesses would end most walks before they are anywhere: it has tests of its own.
before(async () => {
  w = await openWorld({ limits: UNWAITED })
})
after(closeWorlds)

const hasSession = async (browser: Browser): Promise<boolean> => (await browser.api.sessions.me()).ok

const IN_STEPS = [
  'right password',
  'right password',
  'wrong password',
  'right code',
  'right code',
  'wrong code',
  'used code',
  'mail code',
  'send code',
  'enrol',
  'cancel',
  'reload',
  'lose cookie',
  'old cookie',
  'other cookie',
  'sign up',
  'sign out',
] as const
type InStep = (typeof IN_STEPS)[number]

/** The model: which pending sign-ins are open (by cookie, with wrong answers so far), and whether there is a session. */
type InModel = {
  readonly open: Map<string, number>
  session: boolean
  used: string
  readonly cookies: string[]
}

function current(browser: Browser, model: InModel): string | undefined {
  const held = browser.cookie('-sign-in')
  return held !== undefined && (model.open.get(held) ?? 5) < 5 ? held : undefined
}

/** A try that is not right: it counts, and the fifth ends the sign-in. */
async function answerWrong(browser: Browser, model: InModel, code: string): Promise<void> {
  const held = current(browser, model)
  const said = outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
  assert.ok(held ? said === 'answer-wrong' || said === 'answer-replayed' : said === 'challenge-ended', said)
  if (held) model.open.set(held, model.open.get(held)! + 1)
}

async function answerRight(browser: Browser, model: InModel, person: Person): Promise<void> {
  const held = current(browser, model)
  const code = totpAt(person.key, w.now())
  const said = outcome(await browser.api.signIn.answer({ answer: { method: 'totp', code } }))
  assert.equal(said, held ? 'ok' : 'challenge-ended')
  if (!held) return
  model.open.delete(held)
  model.session = true
  model.used = code
  await w.pass(30_000)
}

async function begin(browser: Browser, model: InModel, person: Person): Promise<void> {
  const held = browser.cookie('-sign-in')
  must(await startOn(browser, person))
  if (held !== undefined) model.open.delete(held)
  model.open.set(browser.cookie('-sign-in')!, 0)
  model.cookies.push(browser.cookie('-sign-in')!)
}

type Doing = (browser: Browser, model: InModel, person: Person) => Promise<unknown>
const IN: Readonly<Record<InStep, Doing>> = {
  'right password': begin,
  'right code': answerRight,
  'wrong password': (browser, _, person) =>
    browser.api.signIn.start({ identifier: person.username, password: `${person.password}?` }),
  'wrong code': (browser, model, person) =>
    answerWrong(browser, model, wrongCodes(person.key, w.now(), 1)[0]!),
  'used code': (browser, model) => answerWrong(browser, model, model.used),
  'mail code': (browser) => browser.api.signIn.answer({ answer: { method: 'email-code', code: '123456' } }),
  'send code': (browser) => browser.api.signIn.offer({ method: 'email-code' }),
  enrol: async (browser) =>
    assert.ok(!(await browser.api.signIn.enrol({ method: 'totp' })).ok, 'a second first factor'),
  cancel: async (browser, model) => {
    model.open.delete(browser.cookie('-sign-in') ?? '')
    must(await browser.api.signIn.cancel())
  },
  reload: async (browser, model) =>
    assert.equal((await browser.api.signIn.pending()).ok, current(browser, model) !== undefined),
  'lose cookie': (browser) => Promise.resolve(browser.jar.delete('__Host-holdfast-sign-in')),
  'old cookie': (browser, model) =>
    Promise.resolve(
      model.cookies[0] !== undefined && browser.jar.set('__Host-holdfast-sign-in', model.cookies[0]),
    ),
  'other cookie': (browser) =>
    Promise.resolve(browser.jar.set('__Host-holdfast-sign-in', browser.cookie('') ?? 'A'.repeat(43))),
  'sign up': (browser) => browser.api.signUp.start({ email: 'walker@example.test' }),
  'sign out': async (browser, model) => {
    const { ok } = await browser.api.sessions.signOut({})
    assert.equal(ok, model.session)
    model.session = false
  },
}

test('however the steps of a sign-in are mixed, a session is there exactly after a right password and then a right code', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  let sessions = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...IN_STEPS), { minLength: 4, maxLength: 16 }),
      async (steps) => {
        const person = await signUp(w)
        const browser = knownBrowser(person)
        const model: InModel = {
          open: new Map(),
          session: false,
          used: totpAt(person.key, w.now() - 30_000),
          cookies: [],
        }
        for (const step of steps) {
          await IN[step](browser, model, person)
          assert.equal(await hasSession(browser), model.session, `after ${step}`)
          if (model.session) sessions++
        }
      },
    ),
    {
      seed: SEED,
      numRuns: 24,
      examples: [[['right password', 'wrong code', 'right code', 'sign out', 'old cookie', 'right code']]],
    },
  )
  assert.ok(sessions > 0, 'no walk came to a session, so that the law was not tried')
})

const UP_STEPS = [
  'address',
  'address',
  'right mail code',
  'right mail code',
  'wrong mail code',
  'finish',
  'finish',
  'password',
  'send code',
  'right sign-in code',
  'wrong sign-in code',
  'choose a PIN',
  'choose a PIN',
  'enrol',
  'enrol',
  'right code',
  'right code',
  'code of another key',
  'cancel',
  'back',
  'old cookie',
  'ask for a name',
] as const
type UpStep = (typeof UP_STEPS)[number]

/** What the walk has been told by the answers: the law needs all three before a session, and each by its own answer. */
type UpModel = {
  readonly email: string
  readonly username: string
  signUp: string | undefined
  key: string | undefined
  mailbox: boolean
  password: boolean
  pin: boolean
  factor: boolean
  readonly jars: Map<string, string>[]
}

async function newestCode(email: string): Promise<string> {
  const mail = w.mails.findLast((one) => one.to === email && /^[0-9]{3} [0-9]{3}$/m.test(one.text))
  return mail ? codeIn(mail) : '000000'
}

async function answerMail(browser: Browser, model: UpModel): Promise<void> {
  const said = await browser.api.signIn.answer({
    answer: { method: 'email-code', code: await newestCode(model.email) },
  })
  if (said.ok) model.mailbox = true
}

async function answerCode(browser: Browser, model: UpModel): Promise<void> {
  const said = await browser.api.signIn.answer({
    answer: {
      method: 'totp',
      code: totpAt(model.key ?? 'JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP', w.now()),
    },
  })
  if (!said.ok) return
  assert.ok(model.key, 'a code was right without a key')
  model.factor = true
  await w.pass(30_000)
}

const UP: Readonly<Record<UpStep, (browser: Browser, model: UpModel) => Promise<unknown>>> = {
  address: async (browser, model) => {
    model.signUp = must(await browser.api.signUp.start({ email: model.email })).signUp
    // Two mails on their way at once may come in either order: the last to come shall be the last asked for.
    await settled(w.database)
  },
  'right mail code': async (browser, model) => {
    if (model.signUp === undefined) return
    if ((await browser.api.signUp.confirm({ signUp: model.signUp, code: await newestCode(model.email) })).ok)
      model.mailbox = true
  },
  'wrong mail code': (browser, model) =>
    browser.api.signUp.confirm({ signUp: model.signUp ?? crypto.randomUUID(), code: '000000' }),
  finish: async (browser, model) => {
    const done = await browser.api.signUp.finish({
      signUp: model.signUp ?? crypto.randomUUID(),
      username: model.username,
      password: PASSWORD,
    })
    if (!done.ok) return
    assert.ok(model.mailbox, 'an account without a proved mailbox')
    model.password = true
  },
  password: async (browser, model) => {
    const done = await browser.api.signIn.start({ identifier: model.username, password: PASSWORD })
    assert.equal(done.ok, model.password)
  },
  'send code': async (browser) => {
    await browser.api.signIn.offer({ method: 'email-code' })
    await settled(w.database)
  },
  'right sign-in code': answerMail,
  'wrong sign-in code': (browser) =>
    browser.api.signIn.answer({ answer: { method: 'email-code', code: '000000' } }),
  'choose a PIN': async (browser, model) => {
    const said = await browser.api.signIn.answer({ answer: { method: 'pin', pin: PIN } })
    if (said.ok) model.pin = true
  },
  enrol: async (browser, model) => {
    const made = await browser.api.signIn.enrol({ method: 'totp' })
    if (made.ok) model.key = setupKey(made.value)
  },
  'right code': answerCode,
  'code of another key': async (browser) => {
    const said = await browser.api.signIn.answer({
      answer: {
        method: 'totp',
        code: totpAt('GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', w.now()),
      },
    })
    assert.ok(!said.ok, 'a key of nobody was right')
  },
  cancel: (browser) => browser.api.signIn.cancel(),
  back: (browser, model) => {
    const jar = model.jars.at(-2)
    browser.jar.clear()
    for (const [name, held] of jar ?? []) browser.jar.set(name, held)
    return Promise.resolve()
  },
  'old cookie': (browser, model) => {
    for (const [name, held] of model.jars[0] ?? []) browser.jar.set(name, held)
    return Promise.resolve()
  },
  'ask for a name': (browser, model) =>
    browser.api.signUp.checkUsername({
      signUp: model.signUp ?? crypto.randomUUID(),
      username: model.username,
    }),
}

/** What is missing at the end is done in order: the walk must not have spoilt the way in. */
const REST: readonly UpStep[] = [
  'address',
  'right mail code',
  'finish',
  'password',
  'send code',
  'right sign-in code',
  'choose a PIN',
  'enrol',
  'right code',
]

let walkers = 0
test('however the steps of a sign-up are mixed, no session comes before mailbox, password, PIN and a second factor', async (t) => {
  t.diagnostic(`seed ${SEED}`)
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom(...UP_STEPS), { minLength: 4, maxLength: 18 }),
      async (steps) => {
        const username = `walker-${++walkers}`
        const model: UpModel = {
          email: `${username}@example.test`,
          username,
          signUp: undefined,
          key: undefined,
          mailbox: false,
          password: false,
          pin: false,
          factor: false,
          jars: [],
        }
        const browser = new Browser({ origin: w.origin })
        for (const step of steps) {
          await UP[step](browser, model)
          model.jars.push(new Map(browser.jar))
          const session = await hasSession(browser)
          assert.ok(
            !session || (model.mailbox && model.password && model.pin && model.factor),
            `a session after ${step}, with only ${JSON.stringify(model)}`,
          )
          const factors = await value<string>(
            w.database,
            'select count(*) from holdfast.factor f join holdfast.account a on a.id = f.account where a.username = $1',
            [username],
          )
          assert.equal(Number(factors), model.factor ? 1 : 0, `factors after ${step}`)
        }
        if (model.factor) return
        for (const step of REST) await UP[step](browser, model)
        assert.ok(await hasSession(browser), 'the way in was lost')
      },
    ),
    {
      seed: SEED,
      numRuns: 16,
      examples: [
        [
          [
            'address',
            'right mail code',
            'finish',
            'choose a PIN',
            'enrol',
            'right code',
            'back',
            'right code',
          ],
        ],
      ],
    },
  )
})
