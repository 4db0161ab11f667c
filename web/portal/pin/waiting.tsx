// A new PIN that waits: until when, and the way to stop it.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Note } from '../../ui/note.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client, must } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useWhen } from '../shell/when.ts'
import { pinTexts } from './texts.ts'

const words = pinTexts.reset

export function WaitingPin() {
  const query = useQuery({ queryKey: ['pin'], queryFn: () => must(client.pin.see()) })
  const queries = useQueryClient()
  const when = useWhen()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const waiting = query.data?.waiting
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
    <div className="narrow">
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
