// The end of adding a method: what it is called, what it answers for, by which proof; then how it stands.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { SubmitEvent } from 'react'
import { useState } from 'react'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import { nameField } from '../../../src/lib/fields.ts'
import type { Purpose } from '../../../src/lib/purposes.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { RadioField } from '../../ui/choice-fields.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Field } from '../../ui/field.tsx'
import { moment } from '../../ui/format.ts'
import { Note } from '../../ui/note.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { addTexts } from './add-texts.ts'
import { WayField } from './choose-way.tsx'
import { methodsQuery } from './queries.ts'
import { refusedWords } from './refused.ts'
import { methodsTexts } from './texts.ts'
import { wantedPurpose } from './wanted.ts'
import type { Way } from './ways.ts'
import { purposesOf, waysOn } from './ways.ts'

const words = addTexts.use

export type Added = { readonly said: string }
export type FinishProps = {
  readonly enrolment: string
  readonly kind: MethodView['method']
  readonly grade: MethodView['grade']
  readonly name: string
  /** Asked here, unless it was before. */
  readonly asksName?: boolean
  readonly onAdded: (added: Added) => void
}

export function Finish(props: FinishProps) {
  const query = useQuery(methodsQuery)
  return <Loaded query={query}>{({ methods }) => <FinishForm {...props} all={methods} />}</Loaded>
}

type Chosen = Purpose | 'nothing'

function firstChoice(kind: MethodView['method']): Chosen {
  const wanted = wantedPurpose()
  return wanted !== undefined && purposesOf(kind).includes(wanted) ? wanted : 'sign-in'
}

function FinishForm({ all, ...props }: FinishProps & { readonly all: readonly MethodView[] }) {
  const [name, setName] = useState(props.name)
  const [missing, setMissing] = useState(false)
  const [chosen, setChosen] = useState<Chosen>(() => firstChoice(props.kind))
  const [by, setBy] = useState<string>()
  const ways = chosen === 'nothing' ? [] : waysOn(all, props.grade, chosen)
  const way = ways.find((one) => one.by === by) ?? ways[0]
  const add = useAdd(props)
  const send = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const called = nameField.safeParse(name)
    setMissing(!called.success)
    if (called.success) void add.run(called.data, chosen, way)
  }
  const offered = [...purposesOf(props.kind), 'nothing' as const]
  return (
    <>
      <form noValidate className="narrow-form" onSubmit={send}>
        {props.asksName === true && (
          <Field
            label={addTexts.name.label}
            hint={addTexts.name.hint}
            error={missing ? addTexts.name.wrong : undefined}
            autoComplete="off"
            maxLength={40}
            value={name}
            onChange={setName}
          />
        )}
        <RadioField
          name="purpose"
          legend={words.legend}
          value={chosen}
          onChange={(value) => setChosen(offered.find((one) => one === value) ?? 'sign-in')}
          choices={offered.map((one) => ({
            value: one,
            ...(one === 'nothing' ? words.nothing : words.purposes[one]),
          }))}
        />
        {ways.length > 1 && <WayField ways={ways} value={way?.by ?? ''} onChange={setBy} name={name} />}
        {ways.length === 1 && way !== undefined && (
          <p className="sm muted" role="status">
            {words.only(way.effect)}
          </p>
        )}
        <ProblemNote message={add.message} />
        <p className="row front-act">
          <Button kind="primary" type="submit" working={add.working}>
            {words.act}
          </Button>
        </p>
      </form>
      {add.dialog}
    </>
  )
}

function useAdd({ enrolment, onAdded }: FinishProps) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const run = async (name: string, chosen: Chosen, way: Way | undefined) => {
    setWorking(true)
    setMessage(undefined)
    const purpose = chosen === 'nothing' ? undefined : chosen
    const by = way === undefined || way.by === 'itself' ? ('sign-in' as const) : way.by
    const outcome = await stepUp.run({
      call: (options) =>
        client.methods.add({ enrolment, name, ...(purpose !== undefined && { purpose }), by }, options),
      words: { ...words.stepUp, title: words.stepUp.title(name) },
    })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(refusedWords(outcome.problem))
    await queries.invalidateQueries()
    onAdded({ said: addedWords(name, purpose, outcome.value.outcome) })
  }
  return { run, working, message, dialog: stepUp.dialog } as const
}

type AddOutcome = { readonly state: 'done' } | { readonly state: 'waits'; readonly dueAt: string }

function addedWords(name: string, purpose: Purpose | undefined, outcome: AddOutcome): string {
  const { done } = addTexts
  if (purpose === undefined) return done.kept(name)
  const inside = methodsTexts.inside[purpose]
  return outcome.state === 'done'
    ? done.on(name, inside)
    : done.waits(name, inside, moment(Date.parse(outcome.dueAt), currentTime()))
}

/** Where it now stands, and the ways on. */
export function AddedNote({ said }: Added) {
  return (
    <>
      <Note tone="safe" say="status" title={addTexts.done.title}>
        {said}
      </Note>
      <p className="row front-act">
        <ButtonLink kind="primary" href="/security/methods">
          {addTexts.back}
        </ButtonLink>
        <ButtonLink href="/security/methods/add">{addTexts.done.another}</ButtonLink>
      </p>
    </>
  )
}
