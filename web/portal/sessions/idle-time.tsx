// How long a session may rest. A longer rest is a weakening: the second factor is asked either way.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, LinkButton } from '../../ui/button.tsx'
import { SelectField } from '../../ui/choice-fields.tsx'
import { wholeDuration } from '../../ui/format.ts'
import { findFocus, Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { useSettingsLocked } from '../settings-lock/locked.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { sessionsTexts } from './texts.ts'

const words = sessionsTexts.idle
const OFFERED_MINUTES = [5, 10, 15, 30, 60, 120, 240, 480, 720] as const
const inWords = (minutes: number): string => wholeDuration(minutes * 60_000)

export function IdleTime({ idleSeconds }: { readonly idleSeconds: number }) {
  const minutes = Math.round(idleSeconds / 60)
  const [changing, setChanging] = useState(false)
  const isLocked = useSettingsLocked()
  const said = words.now(inWords(minutes))
  const close = () => {
    setChanging(false)
    findFocus()
  }
  return (
    <Section title={words.title}>
      {changing ? (
        <ChangeIdle minutes={minutes} onDone={close} />
      ) : (
        <p>
          {said.before}
          <b>{said.time}</b>
          {said.after}
          {isLocked ? (
            words.locked
          ) : (
            <LinkButton onPress={() => setChanging(true)}>{words.change}</LinkButton>
          )}
        </p>
      )}
    </Section>
  )
}

function ChangeIdle({ minutes, onDone }: { readonly minutes: number; readonly onDone: () => void }) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [chosen, setChosen] = useState(minutes)
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const save = async () => {
    if (chosen === minutes) return onDone()
    setWorking(true)
    const { approve, leave, title } = words.stepUp
    const outcome = await stepUp.run({
      call: (options) => client.sessions.changeIdle({ minutes: chosen }, options),
      words: { approve, leave, title: title(inWords(chosen)) },
    })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(problemWords(outcome.problem))
    sayDone(words.done(inWords(chosen)))
    await queries.invalidateQueries()
    onDone()
  }
  const offered = [...new Set([...OFFERED_MINUTES, minutes])].toSorted((a, b) => a - b)
  return (
    <>
      <form
        className="narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <SelectField
          label={words.label}
          hint={words.hint}
          value={String(chosen)}
          onChange={(value) => setChosen(Number(value))}
          choices={offered.map((one) => ({ value: String(one), label: inWords(one) }))}
        />
        <ProblemNote message={message} />
        <p className="row front-act">
          <Button kind="primary" type="submit" working={working}>
            {words.act}
          </Button>
          <Button kind="quiet" onPress={onDone}>
            {words.leave}
          </Button>
        </p>
      </form>
      {stepUp.dialog}
    </>
  )
}
