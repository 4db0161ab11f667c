// What to lock, with which wait, and what locking cancels. Open to who can lock: while the settings are open.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LockView } from '../../../src/features/settings-lock/contract.ts'
import { LOCK_DAYS, LONG_LOCK_DAYS } from '../../../src/lib/lock-groups.ts'
import { Button } from '../../ui/button.tsx'
import { SelectField, Tick } from '../../ui/choice-fields.tsx'
import { findFocus, Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { contactsQuery } from '../contacts/queries.ts'
import { WaitingContacts } from '../contacts/waiting.tsx'
import { methodsQuery } from '../methods/queries.ts'
import { Holds } from '../methods/waiting.tsx'
import { WaitingPassword } from '../password/waiting.tsx'
import { WaitingPin } from '../pin/waiting.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { refusedWords } from './refused.ts'
import { settingsLockTexts } from './texts.ts'

const words = settingsLockTexts.lock
/** Those that protect something that there is. */
const OFFERED = ['settings', 'withdrawals', 'trading'] as const satisfies readonly LockView['group'][]
const DAYS = [LOCK_DAYS.shortest, 3, LOCK_DAYS.usual, 14, LOCK_DAYS.longest] as const

export function LockForm({ locks }: { readonly locks: readonly LockView[] }) {
  const { chosen, toggle, wait, setWait, working, message, save, dialog } = useLocking()
  return (
    <Section title={locks.length === 0 ? words.title : words.more} first={locks.length === 0}>
      <form
        className="narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void save()
        }}
      >
        <fieldset className="lock-groups">
          <legend>{words.what}</legend>
          {OFFERED.map((group) => (
            <Tick
              key={group}
              name={group}
              label={settingsLockTexts.groups[group].name}
              hint={settingsLockTexts.groups[group].hint}
              value={chosen.has(group)}
              onChange={() => toggle(group)}
            />
          ))}
        </fieldset>
        <SelectField
          label={words.wait}
          hint={words.waitHint}
          value={String(wait)}
          onChange={(value) => setWait(Number(value))}
          choices={DAYS.map((one) => ({
            value: String(one),
            label: one > LONG_LOCK_DAYS ? words.daysWithMail(one) : words.days(one),
          }))}
        />
        <Cancels />
        <ProblemNote message={message} />
        <p className="front-act">
          <Button kind="primary" type="submit" working={working}>
            {words.act}
          </Button>
        </p>
      </form>
      {dialog}
    </Section>
  )
}

function useLocking() {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [chosen, setChosen] = useState<ReadonlySet<(typeof OFFERED)[number]>>(new Set(['settings'] as const))
  const [wait, setWait] = useState<number>(LOCK_DAYS.usual)
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const save = async () => {
    const groups = OFFERED.filter((group) => chosen.has(group)).map((group) => ({ group, waitDays: wait }))
    if (groups.length === 0) return setMessage(words.nothing)
    setWorking(true)
    setMessage(undefined)
    const call = wait > LONG_LOCK_DAYS ? client.settingsLock.turnOnLong : client.settingsLock.turnOn
    const outcome = await stepUp.run({ call: (options) => call({ groups }, options), words: words.stepUp })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(refusedWords(outcome.problem, words.refused))
    sayDone(words.done)
    await queries.invalidateQueries()
    findFocus()
  }
  const toggle = (group: (typeof OFFERED)[number]) =>
    setChosen((before) => new Set(OFFERED.filter((one) => (one === group) !== before.has(one))))
  return { chosen, toggle, wait, setWait, working, message, save, dialog: stepUp.dialog }
}

/** A thief's request would ripen inside the lock: all of it goes, and is shown before. */
function Cancels() {
  const methods = useQuery(methodsQuery).data?.waiting ?? []
  const contacts = useQuery(contactsQuery).data?.waiting ?? []
  return (
    <div className="lock-cancels">
      {methods.length + contacts.length > 0 && <p className="sm">{words.cancels}</p>}
      {methods.length > 0 && <Holds changes={methods} />}
      {contacts.length > 0 && <WaitingContacts changes={contacts} />}
      <WaitingPin />
      <WaitingPassword />
    </div>
  )
}
