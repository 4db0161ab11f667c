// The address, then the code that went there. A known address gets the same answer: only its owner is told, by mail.
import { useRouter } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { emailField } from '../../../src/lib/fields.ts'
import { CodeForm } from '../../factors/code-form.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Field } from '../../ui/field.tsx'
import { timeOfDay } from '../../ui/format.ts'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { Note } from '../../ui/note.tsx'
import { Steps } from '../../ui/steps.tsx'
import { useForm } from '../../ui/use-form.ts'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import type { SignUpBegun } from './kept.ts'
import { keepSignUp, keptSignUp } from './kept.ts'
import { signUpTexts } from './texts.ts'

export function SignUpEmailPage() {
  const [begun, setBegun] = useState(() => keptSignUp(currentTime()))
  const [ended, setEnded] = useState(() => new URLSearchParams(window.location.search).has('ended'))
  const keep = (next: SignUpBegun | undefined) => {
    keepSignUp(next)
    setBegun(next)
  }
  const end = () => {
    setEnded(true)
    keep(undefined)
  }
  const steps = <Steps name={signUpTexts.flow} steps={signUpTexts.steps} current={0} />
  if (begun === undefined || begun.confirmed) return <AskEmail steps={steps} ended={ended} onBegun={keep} />
  return <AskCode steps={steps} begun={begun} onBegun={keep} onEnded={end} />
}

type Part = { readonly steps: ReactNode; readonly onBegun: (begun: SignUpBegun | undefined) => void }

async function start(email: string): Promise<SignUpBegun | Problem> {
  const answer = await doorClient.signUp.start({ email })
  if (!answer.ok) return answer.problem
  return { id: answer.value.signUp, email, expiresAt: answer.value.expiresAt, confirmed: false }
}

const emailForm = z.object({ email: emailField })

function AskEmail({ steps, ended, onBegun }: Part & { readonly ended: boolean }) {
  const words = signUpTexts.email
  const form = useForm({
    schema: emailForm,
    initial: { email: '' },
    words: { email: words.wrong },
    send: async ({ email }) => {
      const begun = await start(email)
      if ('code' in begun) return { message: problemWords(begun) }
      onBegun(begun)
      return undefined
    },
  })
  return (
    <FrontDoor title={words.title} say={words.say} steps={steps}>
      {ended && (
        <div className="front-note">
          <Note say="status" title={words.ended} />
        </div>
      )}
      <form noValidate onSubmit={(event) => void form.submit(event)}>
        <Field
          label={words.label}
          hint={words.hint}
          type="email"
          autoComplete="email"
          {...form.field('email')}
        />
        <ProblemNote message={form.message} />
        <p className="front-act">
          <Button kind="primary" shape="full" type="submit" working={form.working}>
            {words.act}
          </Button>
        </p>
      </form>
      <p className="front-act sm">
        {signUpTexts.haveAccount} <Link href="/sign-in">{signUpTexts.signIn}</Link>
      </p>
    </FrontDoor>
  )
}

function AskCode({
  steps,
  begun,
  onBegun,
  onEnded,
}: Part & { readonly begun: SignUpBegun; readonly onEnded: () => void }) {
  const words = signUpTexts.code
  const { history } = useRouter()
  const [said, setSaid] = useState<string>()
  const confirm = async (code: string) => {
    const answer = await doorClient.signUp.confirm({ signUp: begun.id, code })
    if (answer.ok) {
      keepSignUp({ ...begun, expiresAt: answer.value.expiresAt, confirmed: true })
      history.push('/sign-up/password')
      return undefined
    }
    if (answer.problem.code === 'challenge-ended' || answer.problem.triesLeft === 0) {
      onEnded()
      return undefined
    }
    return answer.problem
  }
  const again = async () => {
    const next = await start(begun.email)
    if ('code' in next) return setSaid(problemWords(next))
    onBegun(next)
    setSaid(words.sent)
  }
  return (
    <FrontDoor title={words.title} lead={words.lead(begun.email)} say={words.say} steps={steps}>
      <CodeForm key={begun.id} label={words.label} act={words.act} from="mail" full send={confirm} />
      <div className="front-act sm stack-s">
        <p>{words.until(timeOfDay(Date.parse(begun.expiresAt)))}</p>
        <p role="status">{said}</p>
        <p>
          <LinkButton onPress={() => void again()}>{words.again}</LinkButton>
        </p>
        <p>
          <LinkButton onPress={() => onBegun(undefined)}>{words.other}</LinkButton>
        </p>
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
      </div>
    </FrontDoor>
  )
}
