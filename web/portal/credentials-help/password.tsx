// A forgotten password, first half: the address, then the code that went there. An address that nobody has is answered
// as any other.
import { useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
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
import { againIfNonceSpent, deviceProof } from '../sign-in/device-key.ts'
import type { ResetBegun } from './kept.ts'
import { keepReset, keptReset } from './kept.ts'
import { pendingResetQuery, resetPageOf } from './pending.ts'
import { credentialsHelpTexts as words } from './texts.ts'

type Why = 'ended' | 'noMethod'

export function ForgottenPasswordPage() {
  const [begun, setBegun] = useState(() => keptReset(currentTime()))
  const [why, setWhy] = useState<Why | undefined>(() =>
    new URLSearchParams(window.location.search).has('ended') ? 'ended' : undefined,
  )
  const keep = (next: ResetBegun | undefined) => {
    keepReset(next)
    setBegun(next)
  }
  const end = (reason: Why) => {
    setWhy(reason)
    keep(undefined)
  }
  if (begun === undefined) return <AskEmail why={why} onBegun={keep} />
  return <AskCode begun={begun} onBegun={keep} onEnded={end} />
}

const steps = <Steps name={words.flow} steps={words.steps} current={0} />

async function start(email: string): Promise<ResetBegun | Problem> {
  const answer = await doorClient.credentialsHelp.start({ email })
  if (!answer.ok) return answer.problem
  return { id: answer.value.reset, email, expiresAt: answer.value.expiresAt }
}

const schema = z.object({ email: emailField })

type AskEmailProps = { readonly why: Why | undefined; readonly onBegun: (begun: ResetBegun) => void }

function AskEmail({ why, onBegun }: AskEmailProps) {
  const said = words.ask
  const form = useForm({
    schema,
    initial: { email: '' },
    words: { email: words.emailWrong },
    send: async ({ email }) => {
      const begun = await start(email)
      if ('code' in begun) return { message: problemWords(begun) }
      onBegun(begun)
      return undefined
    },
  })
  return (
    <FrontDoor title={said.title} say={words.say} steps={steps}>
      {why !== undefined && (
        <div className="front-note">
          <Note say="status" title={said[why]} />
        </div>
      )}
      <form noValidate onSubmit={(event) => void form.submit(event)}>
        <Field
          label={words.email}
          hint={said.hint}
          type="email"
          autoComplete="email"
          {...form.field('email')}
        />
        <ProblemNote message={form.message} />
        <p className="front-act">
          <Button kind="primary" shape="full" type="submit" working={form.working}>
            {said.act}
          </Button>
        </p>
      </form>
      <p className="front-act sm">
        <Link href="/sign-in">{words.back}</Link>
      </p>
    </FrontDoor>
  )
}

type AskCodeProps = {
  readonly begun: ResetBegun
  readonly onBegun: (begun: ResetBegun | undefined) => void
  readonly onEnded: (why: Why) => void
}

function AskCode({ begun, onBegun, onEnded }: AskCodeProps) {
  const said = words.code
  const confirm = useConfirm(begun, onEnded)
  const [told, setTold] = useState<string>()
  const again = async () => {
    const next = await start(begun.email)
    if ('code' in next) return setTold(problemWords(next))
    onBegun(next)
    setTold(said.sent)
  }
  return (
    <FrontDoor title={said.title} lead={said.lead(begun.email)} say={said.say} steps={steps}>
      <CodeForm key={begun.id} label={said.label} act={said.act} from="mail" full send={confirm} />
      <div className="front-act sm stack-s">
        <p>{said.until(timeOfDay(Date.parse(begun.expiresAt)))}</p>
        <p role="status">{told}</p>
        <p>
          <LinkButton onPress={() => void again()}>{said.again}</LinkButton>
        </p>
        <p>
          <LinkButton onPress={() => onBegun(undefined)}>{said.other}</LinkButton>
        </p>
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
      </div>
    </FrontDoor>
  )
}

/** The code, with a proof of this browser's key: a device that is known stays so. */
function useConfirm({ id }: ResetBegun, onEnded: (why: Why) => void) {
  const queries = useQueryClient()
  const { history } = useRouter()
  return async (code: string): Promise<Problem | undefined> => {
    const answer = await againIfNonceSpent(async () =>
      doorClient.credentialsHelp.confirm({ reset: id, code, ...(await deviceProof(id)) }),
    )
    if (answer.ok) {
      const { challenge } = answer.value
      queries.setQueryData(pendingResetQuery.queryKey, challenge)
      keepReset(undefined)
      history.push(resetPageOf(challenge))
      return undefined
    }
    const { problem } = answer
    if (problem.code === 'state-forbids') onEnded('noMethod')
    else if (
      problem.code === 'challenge-ended' ||
      (problem.code === 'answer-wrong' && problem.triesLeft === 0)
    )
      onEnded('ended')
    else return problem
    return undefined
  }
}
