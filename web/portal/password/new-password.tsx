// A new password: its length is the one rule, how strong it is stands in words below.
import { z } from 'zod'
import { lengthProblem } from '../../../src/lib/password-rules.ts'
import { PasswordField } from '../../ui/password-field.tsx'
import { loadStrength, PasswordStrength } from '../../ui/password-strength.tsx'
import type { FieldBinding } from '../../ui/use-form.ts'
import { passwordProblemWords } from './problem-words.ts'
import { passwordTexts } from './texts.ts'

export const newPassword = z.string().superRefine((typed, context) => {
  const problem = lengthProblem(typed)
  if (problem !== undefined) context.addIssue({ code: 'custom', message: passwordProblemWords(problem) })
})

export type NewPasswordFieldProps = FieldBinding<string> & {
  readonly label?: string
  readonly own: readonly string[]
}

export function NewPasswordField({ own, label, ...field }: NewPasswordFieldProps) {
  return (
    <PasswordField
      {...field}
      {...(label === undefined ? {} : { label })}
      autoComplete="new-password"
      hint={passwordTexts.hint}
      onFocus={() => void loadStrength()}
      after={<PasswordStrength password={field.value} own={own} />}
    />
  )
}
