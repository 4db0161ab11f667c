// Known devices that nobody uses any more, forgotten with one press: that is a stop, and asks for nothing.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../ui/clock.ts'
import { count, list } from '../../ui/format.ts'
import { AttentionIcon, DesktopIcon } from '../../ui/icons.tsx'
import { findFocus } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { devicesQuery } from '../sessions/queries.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { oldDevices } from './check-up.ts'
import { Point } from './point.tsx'
import { securityTexts } from './texts.ts'

const words = securityTexts.checkUp.devices

export function OldDevices() {
  const { data } = useQuery(devicesQuery)
  const now = useNow()
  const old = oldDevices(data?.devices ?? [], now)
  const { working, message, forget } = useForget()
  if (old.length === 0) return null
  const many = count(old.length, 'device')
  return (
    <Point
      icon={DesktopIcon}
      name={words.name}
      chip={
        <Chip tone="waiting" icon={AttentionIcon}>
          {words.bad}
        </Chip>
      }
      mend={
        <Button working={working} onPress={() => void forget(old, many)}>
          {words.act(many)}
        </Button>
      }
    >
      <p>{words.text(list([...new Set(old.map(({ device }) => device))]))}</p>
      <ProblemNote message={message} />
    </Point>
  )
}

function useForget() {
  const queries = useQueryClient()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const forget = async (old: readonly { readonly id: string }[], many: string) => {
    setWorking(true)
    const answers = await Promise.all(old.map(({ id }) => client.sessions.forgetDevice({ id })))
    // One that another page has forgotten meanwhile is what was asked for.
    const failed = answers.find((answer) => !answer.ok && answer.problem.code !== 'not-found')
    setMessage(failed === undefined || failed.ok ? undefined : problemWords(failed.problem))
    if (failed === undefined) sayDone(words.done(many))
    await queries.invalidateQueries()
    setWorking(false)
    findFocus()
  }
  return { working, message, forget } as const
}
