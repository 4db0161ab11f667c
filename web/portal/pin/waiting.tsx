// A new PIN that waits.
import { useQuery } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'
import { WaitingNote } from '../shell/waiting-note.tsx'
import { pinTexts } from './texts.ts'

export function WaitingPin() {
  const query = useQuery({ queryKey: ['pin'], queryFn: () => must(client.pin.see()) })
  return <WaitingNote waiting={query.data?.waiting} words={pinTexts.reset} />
}
