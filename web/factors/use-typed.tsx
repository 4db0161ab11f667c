// A proof that is typed and is no code of the moment: a backup code, or the password or PIN of the account.
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Problem } from '../../sdk/client.ts'
import { problemWords } from '../portal/shell/problem-words.ts'
import { Field } from '../ui/field.tsx'
import { PasswordField } from '../ui/password-field.tsx'
import { triesWords } from './code-words.ts'
import { factorsTexts } from './texts.ts'

type Wording = { readonly missing: string; readonly wrong: string; readonly used?: string }
export type TypedKind = 'backup-code' | 'password' | 'pin'
const WORDING: Readonly<Record<TypedKind, Wording>> = {
  'backup-code': factorsTexts.backup,
  password: factorsTexts.password,
  pin: factorsTexts.pin,
}

/** @param send gives what was typed. @returns the field, and how it stands. */
export function useTyped(kind: TypedKind, send: (typed: string) => Promise<Problem | undefined>) {
  const [typed, setTyped] = useState('')
  const [error, setError] = useState<string>()
  const [message, setMessage] = useState<string>()
  const [working, setWorking] = useState(false)
  const words = WORDING[kind]
  const give = async () => {
    if (working) return
    if (typed.trim() === '') return setError(words.missing)
    setWorking(true)
    try {
      const problem = await send(typed)
      const said = problem && errorOf(words, problem)
      setError(said)
      setMessage(problem === undefined || said !== undefined ? undefined : problemWords(problem))
    } finally {
      setWorking(false)
    }
  }
  const change = (next: string) => {
    setTyped(next)
    setError(undefined)
  }
  const clear = () => {
    setTyped('')
    setError(undefined)
    setMessage(undefined)
  }
  const bound = { value: typed, onChange: change, error, focusFirst: true as const }
  const work = fieldOf(kind, bound)
  return { work, working, message, give: () => void give(), clear } as const
}

function errorOf(words: Wording, problem: Problem): string | undefined {
  const said =
    problem.code === 'answer-replayed'
      ? words.used
      : problem.code === 'answer-wrong'
        ? problem.reason === 'last-code'
          ? factorsTexts.backup.last
          : words.wrong
        : problem.code === 'input-invalid'
          ? words.missing
          : undefined
  return said && [said, triesWords(problem.triesLeft)].filter((one) => one !== undefined).join(' ')
}

type FieldBound = {
  readonly value: string
  readonly onChange: (next: string) => void
  readonly error: string | undefined
  readonly focusFirst: true
}

function fieldOf(kind: TypedKind, bound: FieldBound): ReactNode {
  if (kind === 'password') return <PasswordField {...bound} autoComplete="current-password" />
  if (kind === 'pin')
    return <PasswordField {...bound} digits label={factorsTexts.pin.label} autoComplete="off" maxLength={8} />
  const { label, hint } = factorsTexts.backup
  return <Field {...bound} label={label} hint={hint} autoComplete="off" maxLength={40} mono />
}
