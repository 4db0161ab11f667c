// The page of the front door that waits for the code of a mail: to give it, to have another, or to begin with another
// address.
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { CodeForm } from '../../factors/code-form.tsx'
import type { SendCode } from '../../factors/use-code.ts'
import { LinkButton } from '../../ui/button.tsx'
import { timeOfDay } from '../../ui/format.ts'
import { FrontDoor, type FrontDoorProps } from '../../ui/front-door.tsx'
import { Link } from '../../ui/link.tsx'
import { problemWords } from './problem-words.ts'

export type SentCodeProps = {
  readonly steps: ReactNode
  /** What was begun: another code is of another one. */
  readonly begun: { readonly id: string; readonly email: string; readonly expiresAt: string }
  readonly words: {
    readonly title: string
    readonly lead: (email: string) => string
    readonly label: string
    readonly act: string
    readonly until: (time: string) => string
    readonly again: string
    readonly sent: string
    readonly other: string
    readonly noMail: string
    readonly say: FrontDoorProps['say']
  }
  readonly confirm: SendCode
  /** Sends another code. @returns what was refused. */
  readonly again: () => Promise<Problem | undefined>
  readonly other: () => void
}

export function SentCode({ steps, begun, words, confirm, again, other }: SentCodeProps) {
  const [said, setSaid] = useState<string>()
  const askAgain = async () => {
    const problem = await again()
    setSaid(problem === undefined ? words.sent : problemWords(problem))
  }
  return (
    <FrontDoor title={words.title} lead={words.lead(begun.email)} say={words.say} steps={steps}>
      <CodeForm key={begun.id} label={words.label} act={words.act} from="mail" full send={confirm} />
      <div className="front-act sm stack-s">
        <p>{words.until(timeOfDay(Date.parse(begun.expiresAt)))}</p>
        <p role="status">{said}</p>
        <p>
          <LinkButton onPress={() => void askAgain()}>{words.again}</LinkButton>
        </p>
        <p>
          <LinkButton onPress={other}>{words.other}</LinkButton>
        </p>
        <p>
          <Link href="/help#no-mail">{words.noMail}</Link>
        </p>
      </div>
    </FrontDoor>
  )
}
