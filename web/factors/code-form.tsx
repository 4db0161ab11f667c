// The form round a six-digit code on a page of its own. The sixth digit sends it; the button is there all the same.
import type { ReactNode } from 'react'
import { ProblemNote } from '../portal/shell/problem-note.tsx'
import { Button } from '../ui/button.tsx'
import { OneTimeCode } from '../ui/one-time-code.tsx'
import type { SendCode } from './use-code.ts'
import { useCode } from './use-code.ts'

export type CodeFormProps = {
  readonly label: string
  readonly act: string
  readonly send: SendCode
  readonly from?: 'app' | 'mail'
  readonly full?: boolean
  /** The page is about this code alone: it begins in it. */
  readonly focusFirst?: boolean
  /** Beside the button. */
  readonly beside?: ReactNode
}

export function CodeForm({
  label,
  act,
  send,
  from = 'app',
  full = false,
  focusFirst = true,
  beside,
}: CodeFormProps) {
  const code = useCode(send, from)
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        code.give()
      }}
    >
      <OneTimeCode label={label} {...code.field} focusFirst={focusFirst} />
      <ProblemNote message={code.message} />
      <p className="row front-act">
        <Button kind="primary" type="submit" working={code.working} shape={full ? 'full' : []}>
          {act}
        </Button>
        {beside}
      </p>
    </form>
  )
}
