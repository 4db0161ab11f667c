// A PIN that is being chosen: typed twice, since the dots hide a slip and a forgotten PIN costs a day.
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { sixDigitsField } from '../../../src/lib/fields.ts'
import { PIN_DIGITS, pinProblem } from '../../../src/lib/pin-rules.ts'
import { PasswordField } from '../../ui/password-field.tsx'
import type { FieldBinding } from '../../ui/use-form.ts'
import { pinTexts as words } from './texts.ts'

/** Spaces are forgiven, as in a code. */
const SPACED = PIN_DIGITS + 2

export const typedPin = sixDigitsField
export const newPin = sixDigitsField.refine((pin) => pinProblem(pin) === undefined, words.problems.common)
export const twice = <Shape extends { next: string; again: string }>(schema: z.ZodType<Shape, Shape>) =>
  schema.refine(({ next, again }) => next === again, { path: ['again'], message: words.differs })

/** Words for what the server would not take. */
export function pinProblemWords({ problems }: Problem): string {
  const known: Readonly<Record<string, string>> = words.problems
  return known[problems?.[0]?.problem ?? ''] ?? words.problems.other
}

type NewPinProps = {
  readonly label: string
  readonly next: FieldBinding<string>
  readonly again: FieldBinding<string>
}

export function NewPinFields({ label, next, again }: NewPinProps) {
  return (
    <>
      <PasswordField digits label={label} hint={words.hint} autoComplete="off" maxLength={SPACED} {...next} />
      <PasswordField digits label={words.again} autoComplete="off" maxLength={SPACED} {...again} />
    </>
  )
}
