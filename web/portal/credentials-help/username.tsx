// A forgotten username is mailed. The page says the same whether the address has an account or not.
import { useState } from 'react'
import { z } from 'zod'
import { emailField } from '../../../src/lib/fields.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { useForm } from '../../ui/use-form.ts'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { credentialsHelpTexts as words } from './texts.ts'

const said = words.remind
const schema = z.object({ email: emailField })

export function ForgottenUsernamePage() {
  const [sentTo, setSentTo] = useState<string>()
  if (sentTo === undefined) return <AskEmail onSent={setSentTo} />
  return (
    <FrontDoor title={said.sentTitle} lead={said.sent(sentTo)} say={words.say}>
      <div className="sm stack-s">
        <p>
          <Link href="/sign-in">{words.back}</Link>
        </p>
        <p>
          <LinkButton onPress={() => setSentTo(undefined)}>{said.other}</LinkButton>
        </p>
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
      </div>
    </FrontDoor>
  )
}

function AskEmail({ onSent }: { readonly onSent: (email: string) => void }) {
  const form = useForm({
    schema,
    initial: { email: '' },
    words: { email: words.emailWrong },
    send: async ({ email }) => {
      const answer = await doorClient.credentialsHelp.remindUsername({ email })
      if (!answer.ok) return { message: problemWords(answer.problem) }
      onSent(email)
      return undefined
    },
  })
  return (
    <FrontDoor title={said.title} say={words.say}>
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
