// A change of one's own that waits: until when, and the way to stop it.
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { useCancel } from '../step-up/use-cancel.tsx'
import { useWhen } from './when.ts'

export type WaitingWords = {
  readonly waits: (when: string) => string
  readonly waitsText: string
  readonly cancel: string
  readonly cancelled: string
}
export type WaitingNoteProps = {
  readonly waiting: { readonly id: string; readonly dueAt: string } | null | undefined
  readonly words: WaitingWords
}

export function WaitingNote({ waiting, words }: WaitingNoteProps) {
  if (waiting === undefined || waiting === null) return null
  return <Waits waiting={waiting} words={words} />
}

type WaitsProps = { readonly waiting: NonNullable<WaitingNoteProps['waiting']>; readonly words: WaitingWords }

function Waits({ waiting, words }: WaitsProps) {
  const when = useWhen()
  const { cancel, working, said } = useCancel(waiting.id, words.cancelled)
  return (
    <div className="waiting-note">
      <Note
        tone="waiting"
        say="status"
        title={words.waits(when.inside(waiting.dueAt))}
        acts={
          <Button working={working} onPress={() => void cancel()}>
            {words.cancel}
          </Button>
        }
      >
        {words.waitsText}
        {said}
      </Note>
    </div>
  )
}
