// A new password that was asked for at the door, and waits.
import { useQuery } from '@tanstack/react-query'
import { client, must } from '../shell/api.ts'
import { WaitingNote } from '../shell/waiting-note.tsx'
import { passwordTexts } from './texts.ts'

export function WaitingPassword() {
  const query = useQuery({ queryKey: ['password'], queryFn: () => must(client.password.see()) })
  return <WaitingNote waiting={query.data?.waiting} words={passwordTexts.waiting} />
}
