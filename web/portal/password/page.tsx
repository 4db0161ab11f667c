// Change the password: the current one and the second factor prove it, the server binds the new one.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useMemo } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { passwordField } from '../../../src/lib/fields.ts'
import { Button } from '../../ui/button.tsx'
import { count } from '../../ui/format.ts'
import { Page } from '../../ui/page.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import { sayDone } from '../../ui/toast.tsx'
import type { FormProblem } from '../../ui/use-form.ts'
import { useForm } from '../../ui/use-form.ts'
import { Unlocked } from '../settings-lock/locked.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useSecurityIndex } from '../shell/security-index.ts'
import { meQuery } from '../shell/session.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { NewPasswordField, newPassword } from './new-password.tsx'
import { passwordProblemWords } from './problem-words.ts'
import { passwordTexts as words } from './texts.ts'
import { WaitingPassword } from './waiting.tsx'

const margin = [
  { title: words.what, text: words.whatText },
  { title: words.forgot, text: words.forgotText },
]

export function PasswordPage() {
  return (
    <Page
      title={words.title}
      lead={words.lead}
      index={useSecurityIndex('/security/password')}
      margin={margin}
    >
      <WaitingPassword />
      <Unlocked>
        <ChangePassword />
      </Unlocked>
    </Page>
  )
}

const schema = z.object({ current: passwordField, next: newPassword })
type Names = 'current' | 'next'

function ChangePassword() {
  const me = useQuery(meQuery).data
  const own = useMemo(
    () => (me === undefined ? [] : [me.username, ...(me.email === null ? [] : [me.email])]),
    [me],
  )
  const { form, dialog } = useChange()
  return (
    <>
      <form noValidate className="narrow" onSubmit={(event) => void form.submit(event)}>
        {/* So that a password manager knows whose password it keeps. */}
        <input type="text" autoComplete="username" value={me?.username ?? ''} readOnly hidden />
        <PasswordField label={words.current} autoComplete="current-password" {...form.field('current')} />
        <NewPasswordField label={words.new} own={own} {...form.field('next')} />
        <ProblemNote message={form.message} />
        <p className="front-act">
          <Button kind="primary" type="submit" working={form.working}>
            {words.act}
          </Button>
        </p>
      </form>
      {dialog}
    </>
  )
}

function useChange() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const form = useForm({
    schema,
    initial: { current: '', next: '' },
    words: { current: words.missing },
    send: async ({ current, next }): Promise<FormProblem<Names> | undefined> => {
      const outcome = await stepUp.run({
        call: (options) => client.password.change({ newPassword: next }, options),
        words: words.stepUp,
        typed: { method: 'password', password: current },
      })
      if (outcome.kind === 'left') return undefined
      if (outcome.kind === 'typed-wrong') return { fields: { current: wrong(outcome.problem) } }
      if (outcome.kind === 'refused') return refusal(outcome.problem)
      const { endedSessions } = outcome.value
      sayDone(endedSessions === 0 ? words.done : words.doneEnded(count(endedSessions, 'other session')))
      form.reset()
      await queries.invalidateQueries()
      return undefined
    },
  })
  return { form, dialog: stepUp.dialog }
}

function wrong({ triesLeft }: Problem): string {
  if (triesLeft === undefined || triesLeft > 3) return words.currentWrong
  return words.currentWrongLeft(count(triesLeft, 'try', 'tries'))
}

function refusal(problem: Problem): FormProblem<Names> {
  if (problem.code === 'password-unsuitable')
    return { fields: { next: passwordProblemWords(problem.reason) } }
  return { message: problemWords(problem) }
}
