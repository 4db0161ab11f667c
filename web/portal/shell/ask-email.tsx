// The form of the front door that asks for an address of mail. What follows is the page's.
import type { ReactNode } from 'react'
import { z } from 'zod'
import type { Problem } from '../../../sdk/client.ts'
import { emailField } from '../../../src/lib/fields.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import type { FrontDoorProps } from '../../ui/front-door.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { Note } from '../../ui/note.tsx'
import { useForm } from '../../ui/use-form.ts'
import { ProblemNote } from './problem-note.tsx'
import { problemWords } from './problem-words.ts'

export type AskEmailProps = Pick<FrontDoorProps, 'title' | 'say' | 'steps'> & {
  readonly words: {
    readonly label: string
    readonly hint: string
    readonly wrong: string
    readonly act: string
  }
  /** Why the page is open again, for those who did not come by themselves. */
  readonly why?: string | undefined
  /** @returns what was refused. */
  readonly send: (email: string) => Promise<Problem | undefined>
  /** Under the form: the other ways. */
  readonly children: ReactNode
}

const schema = z.object({ email: emailField })

export function AskEmail({ words, why, send, children, ...door }: AskEmailProps) {
  const form = useForm({
    schema,
    initial: { email: '' },
    words: { email: words.wrong },
    send: async ({ email }) => {
      const problem = await send(email)
      return problem && { message: problemWords(problem) }
    },
  })
  return (
    <FrontDoor {...door}>
      {why !== undefined && (
        <div className="front-note">
          <Note say="status" title={why} />
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
      <p className="front-act sm">{children}</p>
    </FrontDoor>
  )
}
