// The sign-up that this tab has begun, so that a reload loses nothing. No secret: without the browser's own cookie
// it opens nothing.
import { z } from 'zod'
import { idField, momentField } from '../../../src/lib/fields.ts'

const shape = z.strictObject({
  id: idField,
  email: z.string(),
  expiresAt: momentField,
  confirmed: z.boolean(),
})
export type SignUpBegun = z.output<typeof shape>

const KEPT_AS = 'holdfast-sign-up'
let here: SignUpBegun | undefined

export function keepSignUp(begun: SignUpBegun | undefined): void {
  here = begun
  try {
    if (begun === undefined) sessionStorage.removeItem(KEPT_AS)
    else sessionStorage.setItem(KEPT_AS, JSON.stringify(begun))
  } catch {
    // Kept by this page alone.
  }
}

export function keptSignUp(now: number): SignUpBegun | undefined {
  const found = here ?? read()
  return found !== undefined && Date.parse(found.expiresAt) > now ? found : undefined
}

function read(): SignUpBegun | undefined {
  try {
    return shape.safeParse(JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null')).data
  } catch {
    // Unreadable is the same as not there.
    return undefined
  }
}
