// The front door. Nothing here tells whether an account exists.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { identifierField, passwordField } from '../../../src/lib/fields.ts'
import { Button } from '../../ui/button.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Field } from '../../ui/field.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { Note } from '../../ui/note.tsx'
import { PasswordField } from '../../ui/password-field.tsx'
import type { FormProblem } from '../../ui/use-form.ts'
import { useForm } from '../../ui/use-form.ts'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { nextTry } from '../shell/when.ts'
import { againIfNonceSpent, deviceProof } from './device-key.ts'
import { PasskeyButton } from './passkey-button.tsx'
import { pageOf, pendingQuery, withReturn } from './pending.ts'
import { signInTexts as words } from './texts.ts'

const schema = z.object({ identifier: identifierField.pipe(z.string().min(1)), password: passwordField })

export function SignInPage() {
  const form = useSignIn()
  return (
    <FrontDoor title={words.title} say={words.say}>
      <WhyHere />
      <form noValidate onSubmit={(event) => void form.submit(event)}>
        <Field label={words.identifier} autoComplete="username" {...form.field('identifier')} />
        <PasswordField autoComplete="current-password" {...form.field('password')} />
        <ProblemNote message={form.message} />
        <p className="front-act">
          <Button kind="primary" shape="full" type="submit" working={form.working}>
            {words.continue}
          </Button>
        </p>
      </form>
      <PasskeyButton />
      <div className="front-act sm stack-s">
        <p>
          <Link href="/help-with-credentials">{words.help}</Link>
        </p>
        <p>
          {words.noAccount} <Link href="/sign-up">{words.open}</Link>
        </p>
      </div>
    </FrontDoor>
  )
}

/** Said to those who did not come here by themselves. */
function WhyHere() {
  const [ended] = useState(() => new URLSearchParams(window.location.search).get('ended'))
  const title = ended === 'yes' ? words.sessionEnded : ended === 'step' ? words.stepEnded : undefined
  return title === undefined ? null : (
    <div className="front-note">
      <Note say="status" title={title} />
    </div>
  )
}

function useSignIn() {
  const queries = useQueryClient()
  const { history } = useRouter()
  return useForm({
    schema,
    initial: { identifier: '', password: '' },
    words: { identifier: words.missingIdentifier, password: words.missingPassword },
    send: async ({ identifier, password }) => {
      const answer = await againIfNonceSpent(async () =>
        doorClient.signIn.start({ identifier, password, ...(await deviceProof(identifier)) }),
      )
      if (!answer.ok) return refusal(answer.problem)
      const { challenge } = answer.value
      queries.setQueryData(pendingQuery.queryKey, challenge)
      history.push(withReturn(pageOf(challenge)))
      return undefined
    },
  })
}

function refusal(problem: Problem): FormProblem<'identifier' | 'password'> {
  if (problem.code === 'credentials-wrong') return { fields: { password: words.wrong } }
  if (problem.code === 'slow-down' && problem.retryAt !== undefined)
    return { message: words.slowDown(nextTry(problem.retryAt, currentTime())) }
  return { message: problemWords(problem) }
}
