// The reset that this tab has begun, up to its code, so that a reload loses nothing. No secret: without the browser's
// own cookie it opens nothing.
import { z } from 'zod'
import { idField, momentField } from '../../../src/lib/fields.ts'

const shape = z.strictObject({ id: idField, email: z.string(), expiresAt: momentField })
export type ResetBegun = z.output<typeof shape>

const KEPT_AS = 'holdfast-reset'
let here: ResetBegun | undefined

export function keepReset(begun: ResetBegun | undefined): void {
  here = begun
  try {
    if (begun === undefined) sessionStorage.removeItem(KEPT_AS)
    else sessionStorage.setItem(KEPT_AS, JSON.stringify(begun))
  } catch {
    // Kept by this page alone.
  }
}

export function keptReset(now: number): ResetBegun | undefined {
  const found = here ?? read()
  return found !== undefined && Date.parse(found.expiresAt) > now ? found : undefined
}

function read(): ResetBegun | undefined {
  try {
    return shape.safeParse(JSON.parse(sessionStorage.getItem(KEPT_AS) ?? 'null')).data
  } catch {
    // Unreadable is the same as not there.
    return undefined
  }
}
