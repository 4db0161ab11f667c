// Name and password, for an address that is confirmed. Only here may "taken" be said.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import type { FocusEvent } from 'react'
import { useEffect, useMemo, useRef, useState } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { usernameField } from '../../../src/lib/fields.ts'
import { Button } from '../../ui/button.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Field } from '../../ui/field.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Steps } from '../../ui/steps.tsx'
import type { FormProblem } from '../../ui/use-form.ts'
import { useForm } from '../../ui/use-form.ts'
import { NewPasswordField, newPassword } from '../password/new-password.tsx'
import { passwordProblemWords } from '../password/problem-words.ts'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { againIfNonceSpent, deviceProof } from '../sign-in/device-key.ts'
import { pageOf, pendingQuery } from '../sign-in/pending.ts'
import type { SignUpBegun } from './kept.ts'
import { keepSignUp, keptSignUp } from './kept.ts'
import { signUpTexts } from './texts.ts'

const words = signUpTexts.password

export function SignUpPasswordPage() {
  const { history } = useRouter()
  const [begun] = useState(() => keptSignUp(currentTime()))
  const isHere = begun?.confirmed === true
  useEffect(() => {
    if (!isHere) history.replace('/sign-up')
  }, [isHere, history])
  return (
    <FrontDoor
      title={words.title}
      say={words.say}
      steps={<Steps name={signUpTexts.flow} steps={signUpTexts.steps} current={1} />}
    >
      {begun !== undefined && isHere && <ChooseForm begun={begun} />}
    </FrontDoor>
  )
}

const schema = z.object({ username: usernameField, password: newPassword })

function ChooseForm({ begun }: { readonly begun: SignUpBegun }) {
  const form = useChoose(begun)
  const username = form.field('username')
  const check = useUsernameCheck(begun.id, (taken) => form.say('username', taken))
  const own = useMemo(() => [form.values.username, begun.email], [form.values.username, begun.email])
  const leaveUsername = (event: FocusEvent<HTMLElement>) => {
    username.onBlur(event)
    check(username.value)
  }
  return (
    <form noValidate onSubmit={(event) => void form.submit(event)}>
      <Field
        label={words.username}
        hint={words.usernameHint}
        autoComplete="username"
        {...username}
        onBlur={leaveUsername}
      />
      <NewPasswordField own={own} {...form.field('password')} />
      <ProblemNote message={form.message} />
      <p className="front-act">
        <Button kind="primary" shape="full" type="submit" working={form.working}>
          {words.act}
        </Button>
      </p>
    </form>
  )
}

function useChoose(begun: SignUpBegun) {
  const queries = useQueryClient()
  const { history } = useRouter()
  return useForm({
    schema,
    initial: { username: '', password: '' },
    words: { username: words.usernameWrong },
    send: async ({ username, password }) => {
      const answer = await againIfNonceSpent(async () =>
        doorClient.signUp.finish({ signUp: begun.id, username, password, ...(await deviceProof(username)) }),
      )
      if (!answer.ok) {
        if (answer.problem.code !== 'challenge-ended') return refusal(answer.problem)
        keepSignUp(undefined)
        history.replace('/sign-up?ended=yes')
        return undefined
      }
      const { challenge } = answer.value
      keepSignUp(undefined)
      queries.setQueryData(pendingQuery.queryKey, challenge)
      history.replace(pageOf(challenge))
      return undefined
    },
  })
}

function refusal(problem: Problem): FormProblem<'username' | 'password'> {
  if (problem.code === 'username-taken') return { fields: { username: words.taken } }
  if (problem.code === 'password-unsuitable')
    return { fields: { password: passwordProblemWords(problem.reason) } }
  return { message: problemWords(problem) }
}

/** Asked when the field is left; only the answer to the newest question is told. */
function useUsernameCheck(signUp: string, tell: (taken: string) => void) {
  const asked = useRef('')
  return (typed: string) => {
    const parsed = usernameField.safeParse(typed)
    if (!parsed.success || parsed.data === asked.current) return
    asked.current = parsed.data
    void doorClient.signUp.checkUsername({ signUp, username: parsed.data }).then((answer) => {
      // No answer is no reason to stop: the last word is said when the form is sent.
      if (answer.ok && !answer.value.free && asked.current === parsed.data) tell(words.taken)
    })
  }
}
