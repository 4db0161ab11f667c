// A client who has forgotten the password, step by step.

import { Browser } from './browser.ts'
import { must, type Person, totpAt } from './person.ts'
import { codeIn, type World } from './world.ts'

export const NEW_PASSWORD = 'seven herons on the breakwater'

export type Asked = { readonly browser: Browser; readonly reset: string; readonly code: string }

/** Asks for a new password and reads the mail. */
export async function askReset(
  world: World,
  email: string,
  browser = new Browser({ origin: world.origin }),
): Promise<Asked> {
  const { reset } = must(await browser.api.credentialsHelp.start({ email }))
  const mail = await world.mailTo(email, ({ subject }) => subject.startsWith('Your code for a new password'))
  return { browser, reset, code: codeIn(mail) }
}

/** Types the code in the browser that began; one that keeps a device key proves it. */
export async function confirmReset({ browser, reset, code }: Asked) {
  const device = await browser.deviceProof(reset)
  return browser.api.credentialsHelp.confirm({ reset, code, ...(device && { device }) })
}

/** Up to the second factor, which is answered. Half a minute passes, so that the next code is a new one. */
export async function proveReset(
  world: World,
  person: Pick<Person, 'email' | 'key'>,
  browser?: Browser,
): Promise<Browser> {
  const asked = await askReset(world, person.email, browser)
  must(await confirmReset(asked))
  const answer = { method: 'totp', code: totpAt(person.key, world.now()) } as const
  must(await asked.browser.api.credentialsHelp.answer({ answer }))
  await world.pass(30_000)
  return asked.browser
}

/** The whole way. */
export async function resetPassword(
  world: World,
  person: Pick<Person, 'email' | 'key'>,
  browser?: Browser,
): Promise<Browser> {
  const proved = await proveReset(world, person, browser)
  must(await proved.api.credentialsHelp.finish({ newPassword: NEW_PASSWORD }))
  return proved
}

/** A reset that is given up once its mailed code was right. @returns the code. */
export async function abandonReset(world: World, email: string, browser: Browser): Promise<string> {
  const asked = await askReset(world, email, browser)
  must(await confirmReset(asked))
  must(await browser.api.credentialsHelp.cancel())
  return asked.code
}
