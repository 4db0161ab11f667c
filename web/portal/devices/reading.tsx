// Over every page of a session that only reads: why, and until when.
import { useQuery } from '@tanstack/react-query'
import { Note } from '../../ui/note.tsx'
import { meQuery } from '../shell/session.ts'
import { useWhen } from '../shell/when.ts'
import { devicesTexts } from './texts.ts'

const words = devicesTexts.reading

export function ReadingOnly() {
  const me = useQuery(meQuery).data
  const when = useWhen()
  if (me?.readsUntil === undefined || me.readsUntil === null) return null
  return (
    <div className="over-page">
      <Note tone="waiting" title={words.title(when.inside(me.readsUntil))}>
        {words.text}
      </Note>
    </div>
  )
}
