// A change of one method: asked, proved, and how it now stands.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallOptions } from '../../../sdk/client.ts'
import { currentTime } from '../../ui/clock.ts'
import { moment } from '../../ui/format.ts'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { refusedWords } from './refused.ts'
import { methodsTexts as words } from './texts.ts'
import type { Change, Way } from './ways.ts'

function callOf({ kind, method, purpose }: Change, { by }: Way) {
  const { id } = method
  const of = purpose === undefined ? {} : { purpose }
  if (kind !== 'on' || purpose === undefined)
    return (options: CallOptions) =>
      by === 'itself'
        ? client.methods.giveUp({ id, ...of }, options)
        : client.methods.turnOff({ id, ...of }, options)
  const input = { id, purpose, by: by === 'itself' ? ('sign-in' as const) : by }
  return (options: CallOptions) =>
    method.method === 'backup-code'
      ? client.methods.turnOnCodes(input, options)
      : client.methods.turnOn(input, options)
}

export function changeWords({ kind, method, purpose }: Change) {
  return words.acts[kind](method.name, purpose === undefined ? '' : words.inside[purpose])
}

export function useChange() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const [waits, setWaits] = useState<string>()

  /** @returns how it went; undefined when it was left or refused. */
  const run = async (change: Change, way: Way): Promise<'done' | 'waits' | undefined> => {
    setWorking(true)
    setMessage(undefined)
    setWaits(undefined)
    const { title, leave, act, done } = changeWords(change)
    const outcome = await stepUp.run({ call: callOf(change, way), words: { title, leave, approve: act } })
    setWorking(false)
    if (outcome.kind === 'left') return undefined
    if (outcome.kind !== 'done') {
      setMessage(refusedWords(outcome.problem))
      return undefined
    }
    if (outcome.value.state === 'done') sayDone(done)
    else setWaits(words.waitsUntil(moment(Date.parse(outcome.value.dueAt), currentTime())))
    await queries.invalidateQueries()
    return outcome.value.state
  }
  return { run, working, message, waits, dialog: stepUp.dialog, clear: () => setMessage(undefined) } as const
}
