// A change of one's own that waits: until when, and the way to stop it.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from './api.ts'
import { ProblemNote } from './problem-note.tsx'
import { problemWords } from './problem-words.ts'
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
  const queries = useQueryClient()
  const when = useWhen()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  if (waiting === undefined || waiting === null) return null
  const cancel = async () => {
    setWorking(true)
    const answer = await client.methods.cancel({ id: waiting.id })
    setMessage(answer.ok ? undefined : problemWords(answer.problem))
    if (answer.ok) sayDone(words.cancelled)
    await queries.invalidateQueries()
    setWorking(false)
  }
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
        <ProblemNote message={message} />
      </Note>
    </div>
  )
}
