// Every door that takes a secret: each is limited, one lock shuts all that lead to the same secret, and a secret has one
// spelling and one span of life.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { z } from 'zod'
import { newBackupCode } from '../../src/factors/backup-code/backup-code.ts'
import { LIMITS } from '../../src/limits/table.ts'
import { Browser } from '../kit/browser.ts'
import { beginPhone, setPhone } from '../kit/contacts.ts'
import { withCodes } from '../kit/methods.ts'
import { beginSignUp, must, prove, refusal, signIn, signUp, totpAt } from '../kit/person.ts'
import { askReset, confirmReset } from '../kit/reset.ts'
import { codeIn, type World } from '../kit/world.ts'
import { NOBODYS_ID, OPERATIONS } from './samples.ts'
import { closeWorlds, openWorld, outcome, startSignIn, wrongCodes } from './scene.ts'

const MINUTE = 60_000

let w: World
before(async () => {
  w = await openWorld()
})
after(closeWorlds)

/** The fields of an input by name, however deep. */
function fieldsOf(type: z.ZodType): string[] {
  const text = JSON.stringify(type.toJSONSchema({ io: 'input', unrepresentable: 'any' }))
  return [...text.matchAll(/"(password|code|newPassword|pin|newPin|secret|proof|answer)":\{/gi)].map(
    (match) => match[1]!,
  )
}

type Guess = (n: number) => Promise<string>
/** For each operation that takes a secret: someone who may try, and the n-th wrong try. */
const GUESSES: Readonly<Record<string, () => Promise<Guess>>> = {
  async confirmMethod() {
    const { browser } = await signUp(w)
    const { enrolment } = must(await browser.api.methods.begin({ method: 'totp' }))
    return async (n) => {
      const answer = { method: 'totp', code: String(100_000 + n) } as const
      return outcome(await browser.api.methods.confirm({ enrolment, answer }))
    }
  },
  async confirmContact() {
    const { browser } = await signUp(w)
    let claim = ''
    return async (n) => {
      // A new code each time: all guesses at one address share a count.
      if (n % 4 === 0) {
        const begun = await browser.api.contacts.beginEmail({ email: 'aim@example.test' })
        if (!begun.ok) return outcome(begun)
        claim = begun.value.claim
      }
      return outcome(await browser.api.contacts.confirm({ claim, code: String(100_000 + n) }))
    }
  },
  async confirmOldPhone() {
    const person = await signUp(w)
    const { api } = person.browser
    await setPhone(w, person, '+33612345670')
    const claim = await beginPhone(w, person, '+33612345671', 'confirm')
    must(await api.contacts.askOld({ claim }))
    return async (n) => outcome(await api.contacts.confirmOld({ claim, code: String(100_000 + n) }))
  },
  async testBackupCode() {
    const person = await signUp(w)
    const { id } = await withCodes(w, person)
    return async (n) =>
      outcome(
        await person.browser.api.methods.testCode({
          id,
          code: newBackupCode((size) => Buffer.alloc(size, n)),
        }),
      )
  },
  async confirmSignUp() {
    const browser = new Browser({ origin: w.origin })
    const { signUp: id } = must(await browser.api.signUp.start({ email: 'guessed@example.test' }))
    return async (n) => outcome(await browser.api.signUp.confirm({ signUp: id, code: String(100_000 + n) }))
  },
  // Takes a password but compares it with nothing: what it could be asked is whether a name is taken.
  finishSignUp: () =>
    Promise.resolve(async (n) =>
      outcome(
        await new Browser({ origin: w.origin }).api.signUp.finish({
          signUp: NOBODYS_ID,
          username: `name-${n}`,
          password: 'a lamp on the long pier',
        }),
      ),
    ),
  async startSignIn() {
    const person = await signUp(w, { address: '198.51.100.64' })
    return async (n) =>
      outcome(
        await new Browser({ origin: w.origin }).api.signIn.start({
          identifier: person.username,
          password: `guess ${n}`,
        }),
      )
  },
  async answerSignIn() {
    const person = await signUp(w, { address: '198.51.100.61' })
    let browser = await startSignIn(w.origin, person)
    return async (n) => {
      if (n % 4 === 3) browser = await startSignIn(w.origin, person)
      return outcome(
        await browser.api.signIn.answer({
          answer: { method: 'totp', code: wrongCodes(person.key, w.now(), 1, n)[0]! },
        }),
      )
    }
  },
  async confirmPasswordReset() {
    const browser = new Browser({ origin: w.origin, address: '198.51.100.65' })
    const { reset } = must(await browser.api.credentialsHelp.start({ email: 'forgot@example.test' }))
    return async (n) =>
      outcome(await browser.api.credentialsHelp.confirm({ reset, code: String(100_000 + n) }))
  },
  async answerPasswordReset() {
    const person = await signUp(w, { address: '198.51.100.66' })
    const keyless = { origin: w.origin, address: '198.51.100.66', keyless: true }
    const open = async (): Promise<Browser> => {
      const asked = await askReset(w, person.email, new Browser(keyless))
      must(await confirmReset(asked))
      return asked.browser
    }
    let browser = await open()
    return async (n) => {
      if (n === 4) browser = await open()
      const code = wrongCodes(person.key, w.now(), 1, n)[0]!
      return outcome(await browser.api.credentialsHelp.answer({ answer: { method: 'totp', code } }))
    }
  },
  // Compares the new password with nothing, and only for who has proved mailbox and factor.
  async finishPasswordReset() {
    const browser = new Browser({ origin: w.origin, address: '198.51.100.67' })
    must(await browser.api.credentialsHelp.start({ email: 'forgot-too@example.test' }))
    return async (n) =>
      outcome(await browser.api.credentialsHelp.finish({ newPassword: `guess number ${n}` }))
  },
  async answerChallenge() {
    const person = await signUp(w, { address: '198.51.100.62' })
    let id = ''
    return async (n) => {
      if (n % 4 === 0) id = await raise(person.browser)
      return outcome(
        await person.browser.api.stepUp.answer({
          id,
          answer: { method: 'totp', code: wrongCodes(person.key, w.now(), 1, n)[0]! },
        }),
      )
    }
  },
  // So is a new PIN with the present one.
  async changePin() {
    const person = await signUp(w, { address: '198.51.100.64' })
    return async (n) =>
      outcome(await person.browser.api.pin.change({ newPin: String(204_818 + n) }, { proof: 'A'.repeat(43) }))
  },
  // A new PIN without the old one is compared with nothing.
  async resetPin() {
    const person = await signUp(w, { address: '198.51.100.65' })
    return async (n) =>
      outcome(await person.browser.api.pin.reset({ newPin: String(204_818 + n) }, { proof: 'A'.repeat(43) }))
  },
  async resetPinByTwo() {
    const person = await signUp(w, { address: '198.51.100.66' })
    const { methods } = must(await person.browser.api.methods.list())
    const second = methods[0]!.id
    return async (n) =>
      outcome(
        await person.browser.api.pin.resetByTwo(
          { newPin: String(204_818 + n), second },
          { proof: 'A'.repeat(43) },
        ),
      )
  },
  // A new password is compared with the present one, and only for who has given that one as a proof.
  async changePassword() {
    const person = await signUp(w, { address: '198.51.100.63' })
    return async (n) =>
      outcome(
        await person.browser.api.password.change(
          { newPassword: `guess number ${n}` },
          { proof: 'A'.repeat(43) },
        ),
      )
  },
}
/** A use of the operation that is refused without anything having been compared. */
const NEVER_COMPARED: Readonly<Record<string, string>> = {
  changePassword: 'proof-required',
  changePin: 'proof-required',
  resetPin: 'proof-required',
  resetPinByTwo: 'state-forbids',
}

async function raise(browser: Browser): Promise<string> {
  const raised = await browser.api.sessions.changeIdle({ minutes: 20 })
  assert.ok(!raised.ok && raised.problem.code === 'proof-required')
  return (raised.problem.challenge as { id: string }).id
}

test('every operation that takes a secret is limited, and a new one fails here until it is listed', async () => {
  const taking = OPERATIONS.filter((op) => fieldsOf(op.input).length > 0).map((op) => op.id)
  assert.deepEqual(taking.sort(), Object.keys(GUESSES).sort())
  // With the limits as they are: those of networks too.
  const limited = await openWorld({ limits: LIMITS })
  const before = w
  try {
    w = { ...limited, stop: before.stop }
    for (const [name, prepare] of Object.entries(GUESSES)) {
      const guess = await prepare()
      const said: string[] = []
      for (let n = 0; n < 45; n++) said.push(await guess(n))
      if (NEVER_COMPARED[name]) assert.deepEqual(new Set(said), new Set([NEVER_COMPARED[name]]), name)
      else
        assert.ok(
          said.at(-1) === 'slow-down' || said.at(-1) === 'challenge-ended',
          `${name} after 45 tries: ${said.at(-1)}`,
        )
      const compared = said.filter((one) => one === 'answer-wrong' || one === 'credentials-wrong').length
      assert.ok(compared <= 5, `${name}: ${compared} compared`)
      if (name === 'finishSignUp') assert.equal(said.at(-1), 'slow-down')
    }
  } finally {
    w = before
    await limited.stop()
  }
})

test('a factor that strangers have locked is locked for every browser at the door, by either name', async () => {
  const person = await signUp(w, { keyless: true })
  const guesser = await startSignIn(w.origin, person)
  for (const code of wrongCodes(person.key, w.now(), 5))
    assert.equal(
      refusal(await guesser.api.signIn.answer({ answer: { method: 'totp', code } })),
      'answer-wrong',
    )
  for (const username of [person.username, person.email]) {
    const browser = await startSignIn(w.origin, { ...person, username }, { address: '198.51.100.90' })
    const right = { method: 'totp', code: totpAt(person.key, w.now()) } as const
    assert.equal(refusal(await browser.api.signIn.answer({ answer: right })), 'slow-down')
    const { challenge } = must(await browser.api.signIn.pending())
    const factor = challenge.steps.find(({ kind }) => kind === 'factor')?.methods[0]?.factor
    assert.ok(factor)
    assert.equal(refusal(await browser.api.signIn.answer({ answer: { ...right, factor } })), 'slow-down')
  }
  await w.pass(61_000)
  must(
    await (await startSignIn(w.origin, person)).api.signIn.answer({
      answer: {
        method: 'totp',
        code: totpAt(person.key, w.now()),
      },
    }),
  )
})

test('an open session has a budget of its own: strangers cannot use it up, and its own guesses do, over all its challenges', async () => {
  const person = await signUp(w, { keyless: true })
  const guesser = await startSignIn(w.origin, person)
  for (const code of wrongCodes(person.key, w.now(), 5))
    assert.equal(
      refusal(await guesser.api.signIn.answer({ answer: { method: 'totp', code } })),
      'answer-wrong',
    )
  const said: string[] = []
  for (const [n, code] of wrongCodes(person.key, w.now(), 12, 50).entries()) {
    const id = n % 3 === 0 ? await raise(person.browser) : said.at(-1)!.split(' ')[1]!
    said.push(
      `${outcome(await person.browser.api.stepUp.answer({ id, answer: { method: 'totp', code } }))} ${id}`,
    )
  }
  assert.equal(said.filter((one) => one.startsWith('answer-wrong')).length, 5)
  const answer = { method: 'totp', code: totpAt(person.key, w.now()) } as const
  assert.equal(
    refusal(await person.browser.api.stepUp.answer({ id: await raise(person.browser), answer })),
    'slow-down',
  )
})

test('a factor locked by strangers is open on a device of the owner', async () => {
  const person = await signUp(w)
  const guesser = await startSignIn(w.origin, person)
  for (const code of wrongCodes(person.key, w.now(), 5))
    assert.equal(
      refusal(await guesser.api.signIn.answer({ answer: { method: 'totp', code } })),
      'answer-wrong',
    )
  await signIn(w, person, person.browser)
  const proof = await prove(w, person, person.browser, {
    id: await raise(person.browser),
    steps: [{ kind: 'factor' }],
  })
  must(await person.browser.api.sessions.changeIdle({ minutes: 20 }, { proof }))
})

test('sending a code is limited as typing it is, and a new code brings back no tries', async () => {
  const begun = await beginSignUp(w)
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.signIn.start({ identifier: begun.username, password: begun.password }))
  const said: string[] = []
  for (let n = 0; n < 5; n++) {
    must(await browser.api.signIn.offer({ method: 'email-code' }))
    said.push(
      outcome(
        await browser.api.signIn.answer({ answer: { method: 'email-code', code: String(200_000 + n) } }),
      ),
    )
  }
  assert.deepEqual(new Set(said), new Set(['answer-wrong']))
  assert.equal(refusal(await browser.api.signIn.offer({ method: 'email-code' })), 'challenge-ended')
  const sixth = refusal(await browser.api.signIn.answer({ answer: { method: 'email-code', code: '300000' } }))
  assert.ok(sixth === 'slow-down' || sixth === 'challenge-ended', sixth)
})

test('an emailed code is good until its ten minutes are over, and not a second longer', async () => {
  for (const [late, expected] of [
    [10 * MINUTE - 5_000, 'ok'],
    [10 * MINUTE + 1_000, 'challenge-ended'],
  ] as const) {
    const email = `late-${late}@example.test`
    const browser = new Browser({ origin: w.origin })
    const { signUp: id } = must(await browser.api.signUp.start({ email }))
    const code = codeIn(await w.mailTo(email))
    await w.pass(late)
    assert.equal(
      outcome(await browser.api.signUp.confirm({ signUp: id, code })),
      expected,
      `sign-up, after ${late} ms`,
    )
    const begun = await beginSignUp(w)
    const pending = new Browser({ origin: w.origin })
    must(await pending.api.signIn.start({ identifier: begun.username, password: begun.password }))
    must(await pending.api.signIn.offer({ method: 'email-code' }))
    const second = codeIn(await w.mailTo(begun.email))
    await w.pass(late)
    assert.equal(
      outcome(await pending.api.signIn.answer({ answer: { method: 'email-code', code: second } })),
      expected,
      `sign-in, after ${late} ms`,
    )
  }
})

test('an emailed code is good for the one thing it was sent for', async () => {
  const first = new Browser({ origin: w.origin })
  const second = new Browser({ origin: w.origin })
  const one = must(await first.api.signUp.start({ email: 'one@example.test' }))
  const two = must(await second.api.signUp.start({ email: 'two@example.test' }))
  const code = codeIn(await w.mailTo('one@example.test'))
  assert.equal(refusal(await second.api.signUp.confirm({ signUp: two.signUp, code })), 'answer-wrong')
  assert.equal(refusal(await second.api.signUp.confirm({ signUp: one.signUp, code })), 'challenge-ended')
  must(await first.api.signUp.confirm({ signUp: one.signUp, code }))
  assert.equal(refusal(await first.api.signUp.confirm({ signUp: one.signUp, code })), 'challenge-ended')
})

test('a code that a newer one has replaced is no longer good', async () => {
  const begun = await beginSignUp(w)
  const browser = new Browser({ origin: w.origin })
  must(await browser.api.signIn.start({ identifier: begun.username, password: begun.password }))
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  const older = codeIn(await w.mailTo(begun.email))
  must(await browser.api.signIn.offer({ method: 'email-code' }))
  const newer = codeIn(await w.mailTo(begun.email))
  assert.notEqual(older, newer)
  assert.equal(
    refusal(await browser.api.signIn.answer({ answer: { method: 'email-code', code: older } })),
    'answer-wrong',
  )
  must(await browser.api.signIn.answer({ answer: { method: 'email-code', code: newer } }))
})
