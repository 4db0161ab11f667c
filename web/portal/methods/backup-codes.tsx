// Backup codes: the list is seen once and kept, then each use of it is turned on with one of its codes.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { CallOptions } from '../../../sdk/client.ts'
import { Button } from '../../ui/button.tsx'
import { RadioField } from '../../ui/choice-fields.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import { CodeUses } from './code-uses.tsx'
import { KeepCodes } from './keep-codes.tsx'
import { methodsQuery } from './queries.ts'
import { refusedWords } from './refused.ts'

const words = addTexts.codes
const RENEWALS = ['code', 'method'] as const
type Renewal = (typeof RENEWALS)[number]

/** `old`: the list whose place it takes, and how that is proved. */
type Old = { readonly id: string; readonly by: Renewal }
type List = {
  readonly enrolment: string
  readonly codes: readonly string[]
  readonly expiresAt: string
  readonly old?: Old
}
type Stage =
  | { readonly kind: 'intro' }
  | { readonly kind: 'list'; readonly list: List }
  | { readonly kind: 'uses'; readonly id: string }
const HEADS = { intro: words.intro, list: words, uses: words.uses } as const

export function BackupCodesPage() {
  const [stage, setStage] = useState<Stage>({ kind: 'intro' })
  const { title, lead } = HEADS[stage.kind]
  return (
    <AddPage
      title={title}
      lead={lead}
      steps={words.steps}
      current={stage.kind === 'uses' ? 1 : 0}
      margin={words.margin}
    >
      {stage.kind === 'intro' && <Begin onBegun={(list) => setStage({ kind: 'list', list })} />}
      {stage.kind === 'list' && (
        <List
          list={stage.list}
          onAdded={(id) => setStage({ kind: 'uses', id })}
          onLeave={() => setStage({ kind: 'intro' })}
        />
      )}
      {stage.kind === 'uses' && <CodeUses id={stage.id} />}
    </AddPage>
  )
}

/** Nothing secret is drawn before it is asked for. */
function Begin({ onBegun }: { readonly onBegun: (list: List) => void }) {
  const query = useQuery(methodsQuery)
  const stepUp = useStepUp()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const [by, setBy] = useState<Renewal>('code')
  const begin = async (old?: Old) => {
    setWorking(true)
    const outcome = await stepUp.run({
      call: (options) => client.methods.beginCodes({}, options),
      words: words.begin,
    })
    setWorking(false)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(refusedWords(outcome.problem))
    const { enrolment, shown, expiresAt } = outcome.value
    if (shown.kind === 'codes')
      onBegun({ enrolment, expiresAt, codes: shown.codes, ...(old !== undefined && { old }) })
  }
  return (
    <Loaded query={query}>
      {({ methods }) => {
        const old = methods.find(({ method }) => method === 'backup-code')
        return (
          <>
            {old !== undefined && <RenewalField value={by} onChange={setBy} />}
            <p className="measure">{words.intro.before}</p>
            <ProblemNote message={message} />
            <p className="front-act">
              <Button
                kind="primary"
                working={working}
                onPress={() => void begin(old === undefined ? undefined : { id: old.id, by })}
              >
                {words.intro.act}
              </Button>
            </p>
            {stepUp.dialog}
          </>
        )
      }}
    </Loaded>
  )
}

type RenewalFieldProps = { readonly value: Renewal; readonly onChange: (value: Renewal) => void }

/** Said before anything is drawn: until the new list is kept, the old one stays as it is. */
function RenewalField({ value, onChange }: RenewalFieldProps) {
  const { legend, ways } = words.renewal
  return (
    <RadioField
      name="renewal"
      legend={legend}
      value={value}
      onChange={(next) => onChange(next === 'method' ? 'method' : 'code')}
      choices={RENEWALS.map((one) => ({ value: one, ...ways[one] }))}
    />
  )
}

type ListProps = {
  readonly list: List
  readonly onAdded: (id: string) => void
  readonly onLeave: () => void
}

const callOf =
  ({ enrolment, old }: List) =>
  (options: CallOptions) => {
    if (old === undefined) return client.methods.addCodes({ enrolment }, options)
    const input = { id: old.id, enrolment }
    return old.by === 'code'
      ? client.methods.renewCodes(input, options)
      : client.methods.replaceCodes(input, options)
  }

function List({ list, onAdded, onLeave }: ListProps) {
  const { enrolment, codes, expiresAt } = list
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [confirmed, setConfirmed] = useState(false)
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const add = async () => {
    if (!confirmed) {
      // The list is made once it is kept; that a code of it is at hand is shown where it is turned on.
      const answer = { method: 'backup-code', code: codes[0] ?? '' } as const
      const kept = await client.methods.confirm({ enrolment, answer })
      if (!kept.ok) return setMessage(refusedWords(kept.problem))
      setConfirmed(true)
    }
    const outcome = await stepUp.run({
      call: callOf(list),
      words: list.old === undefined ? words.stepUp : words.renewal.stepUp,
    })
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return setMessage(refusedWords(outcome.problem))
    await queries.invalidateQueries()
    onAdded(outcome.value.id)
  }
  const finish = async () => {
    setWorking(true)
    setMessage(undefined)
    await add()
    setWorking(false)
  }
  return (
    <>
      <KeepCodes
        codes={codes}
        expiresAt={expiresAt}
        working={working}
        onFinish={() => void finish()}
        onLeave={onLeave}
      />
      <ProblemNote message={message} />
      {stepUp.dialog}
    </>
  )
}
