// One group that is locked: asked to open, opening, or open for a while.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { LockView } from '../../../src/features/settings-lock/contract.ts'
import { OPEN_HOURS } from '../../../src/lib/lock-groups.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { RadioField } from '../../ui/choice-fields.tsx'
import { useNow } from '../../ui/clock.ts'
import { duration } from '../../ui/format.ts'
import { Gauge } from '../../ui/gauge.tsx'
import { LockIcon, LockOpenIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { findFocus } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useWhen } from '../shell/when.ts'
import { useCancel } from '../step-up/use-cancel.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { refusedWords } from './refused.ts'
import { settingsLockTexts as words } from './texts.ts'

type LockProps = { readonly lock: LockView }

export function Standing({ lock }: LockProps) {
  const { group, on, waitDays, since, openUntil, opening } = lock
  const when = useWhen()
  const [asking, setAsking] = useState(false)
  const { name } = words.groups[group]
  const close = () => {
    setAsking(false)
    findFocus()
  }
  return (
    <li>
      <div className="hold-head">
        <div>
          <h2 className="lock-name">
            {on ? <LockIcon /> : <LockOpenIcon />}
            {name}{' '}
            {on ? (
              <Chip tone="safe">{words.standing.on}</Chip>
            ) : (
              <Chip tone="plain">{words.standing.openUntil}</Chip>
            )}
          </h2>
          <p className="sm muted">
            {openUntil === null
              ? words.standing.takes(waitDays, when.inside(since))
              : words.standing.until(when.inside(openUntil))}
          </p>
        </div>
        {on && opening === null && !asking && (
          <Button onPress={() => setAsking(true)} name={words.standing.askOf(name)}>
            {words.standing.ask}
          </Button>
        )}
      </div>
      {opening !== null && on && <Opening opening={opening} />}
      {asking && opening === null && <AskToOpen lock={lock} onDone={close} />}
    </li>
  )
}

function Opening({ opening }: { readonly opening: NonNullable<LockView['opening']> }) {
  const now = useNow()
  const [from, until] = [Date.parse(opening.askedAt), Date.parse(opening.dueAt)]
  const said = words.opening
  const { cancel, working, said: left } = useCancel(opening.id, said.kept)
  return (
    <>
      <h3>{said.title}</h3>
      <p className="left-big">{until > now ? said.left(duration(until - now)) : said.soon}</p>
      <Gauge from={from} until={until} now={now} begins={said.asked} ends={said.opens} />
      <p className="sm muted">{said.told}</p>
      <p className="row stack-phone front-act">
        <Button kind="primary" working={working} onPress={() => void cancel()}>
          {said.keep}
        </Button>
      </p>
      {left}
      <p className="sm">
        {said.notMe} <Link href="/security/sessions">{said.sessions}</Link>
      </p>
    </>
  )
}

const CHOICES = [null, ...OPEN_HOURS] as const
type Hours = (typeof CHOICES)[number]

function AskToOpen({ lock, onDone }: LockProps & { readonly onDone: () => void }) {
  const { group, waitDays } = lock
  const queries = useQueryClient()
  const when = useWhen()
  const stepUp = useStepUp()
  const [hours, setHours] = useState<Hours>(null)
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const { name } = words.groups[group]
  const ask = async () => {
    setWorking(true)
    const { title, approve, leave } = words.open.stepUp
    const outcome = await stepUp.run({
      call: (options) => client.settingsLock.open({ group, openHours: hours }, options),
      words: { title: title(name), approve, leave },
    })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(refusedWords(outcome.problem, words.open.refused))
    sayDone(words.open.done(when.inside(outcome.value.dueAt)))
    await queries.invalidateQueries()
    onDone()
  }
  return (
    <>
      <form
        className="narrow"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void ask()
        }}
      >
        <RadioField
          name={`open-${group}`}
          legend={words.open.legend}
          value={String(hours)}
          onChange={(value) => setHours(CHOICES.find((one) => String(one) === value) ?? null)}
          choices={CHOICES.map((one) => ({
            value: String(one),
            label: words.open.for(one),
            ...(one !== null && { hint: words.open.forHint }),
          }))}
        />
        <ProblemNote message={message} />
        <p className="row front-act">
          <Button kind="primary" type="submit" working={working}>
            {words.open.act(waitDays)}
          </Button>
          <Button kind="quiet" onPress={onDone}>
            {words.open.leave}
          </Button>
        </p>
      </form>
      {stepUp.dialog}
    </>
  )
}
