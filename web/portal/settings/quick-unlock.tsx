// Lock in place of signing out, on this device alone. Offered where the device can do it: it has a passkey for sign-in
// as far as the server knows, and a finger, face or PIN to ask for as far as the browser says.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { browserHasKeys } from '../../factors/key.ts'
import { Button } from '../../ui/button.tsx'
import { Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client, must } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { settingsTexts } from './texts.ts'

const words = settingsTexts.quickUnlock

const stateQuery = {
  queryKey: ['quick-unlock'],
  async queryFn() {
    const { state } = await must(client.quickUnlock.see())
    return { state, fits: await asksItsUser() }
  },
} as const

async function asksItsUser(): Promise<boolean> {
  if (!browserHasKeys()) return false
  return PublicKeyCredential.isUserVerifyingPlatformAuthenticatorAvailable().catch(() => false)
}

export function QuickUnlock() {
  const { data } = useQuery(stateQuery)
  const change = useChange()
  if (data === undefined || data.state === 'no-device' || data.state === 'no-passkey') return null
  if (data.state === 'off' && !data.fits) return null
  const isOn = data.state === 'on'
  return (
    <Section title={words.title}>
      <p>{isOn ? words.on : words.off}</p>
      <ProblemNote message={change.message} />
      <p className="row front-act">
        <Button working={change.working} onPress={() => void (isOn ? change.turnOff() : change.turnOn())}>
          {isOn ? words.turnOff : words.turnOn}
        </Button>
      </p>
      {change.dialog}
    </Section>
  )
}

function useChange() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const settle = async (said: string | undefined, done: string | undefined) => {
    setWorking(false)
    setMessage(said)
    if (done !== undefined) sayDone(done)
    await queries.invalidateQueries()
  }
  const turnOn = async () => {
    setWorking(true)
    const outcome = await stepUp.run({
      call: (options) => client.quickUnlock.turnOn(undefined, options),
      words: words.stepUp,
    })
    const problem = outcome.kind === 'refused' ? problemWords(outcome.problem) : undefined
    await settle(problem, outcome.kind === 'done' ? words.isOn : undefined)
  }
  const turnOff = async () => {
    setWorking(true)
    const answer = await client.quickUnlock.turnOff()
    await settle(answer.ok ? undefined : problemWords(answer.problem), answer.ok ? words.isOff : undefined)
  }
  return { working, message, turnOn, turnOff, dialog: stepUp.dialog } as const
}
