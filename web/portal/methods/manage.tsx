// Everything that may be done with one method. What needs a proof asks for it; where there are two proofs, what each
// of them means is said before one is chosen.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { z } from 'zod'
import type { ChangeView, MethodView } from '../../../src/features/methods/contract.ts'
import { nameField } from '../../../src/lib/fields.ts'
import type { Purpose } from '../../../src/lib/purposes.ts'
import { PURPOSES } from '../../../src/lib/purposes.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Field } from '../../ui/field.tsx'
import { Note } from '../../ui/note.tsx'
import { findFocus } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { useForm } from '../../ui/use-form.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { AskFirst } from './ask-first.tsx'
import { ChooseWay } from './choose-way.tsx'
import { Lost } from './lost.tsx'
import { refusedWords } from './refused.ts'
import { TestCode } from './test-code.tsx'
import { methodsTexts as words } from './texts.ts'
import { useChange } from './use-change.tsx'
import type { Change, Way } from './ways.ts'
import { stateOf, waysOf } from './ways.ts'

export type ManageProps = {
  readonly method: MethodView
  readonly all: readonly MethodView[]
  readonly waiting: readonly ChangeView[]
}

export function Manage({ method, all, waiting }: ManageProps) {
  const change = useChange()
  const [asked, setAsked] = useState<{ readonly change: Change; readonly ways: readonly Way[] }>()
  const carryOut = async (wanted: Change, way: Way) => {
    const outcome = await change.run(wanted, way)
    if (outcome === undefined) return
    setAsked(undefined)
    if (wanted.kind === 'remove' && outcome === 'done') findFocus()
  }
  const ask = (wanted: Change) => {
    change.clear()
    const ways = waysOf(all, wanted, currentTime())
    const [only] = ways
    if (ways.length === 1 && only !== undefined) void carryOut(wanted, only)
    else setAsked({ change: wanted, ways })
  }
  const isLeaving = waiting.some(
    (one) => one.factor === method.id && (one.kind === 'remove' || one.kind === 'lost'),
  )
  return (
    <section className="manage" aria-label={words.manageOf(method.name)}>
      <Rename method={method} />
      <PurposeActs {...{ method, all, waiting }} working={change.working} onAsk={ask} />
      <Lost method={method} />
      {method.method === 'backup-code' && <TestCode id={method.id} />}
      {!isLeaving && (
        <p className="row">
          {method.method === 'backup-code' && (
            <ButtonLink href="/security/methods/add/backup-codes">{words.codes.more}</ButtonLink>
          )}
          <Button kind="danger" onPress={() => ask({ kind: 'remove', method })}>
            {method.method === 'backup-code' ? words.codes.end : words.remove}
          </Button>
        </p>
      )}
      {asked !== undefined && (
        <ChooseWay
          {...asked}
          working={change.working}
          onChoose={(way) => void carryOut(asked.change, way)}
          onLeave={() => setAsked(undefined)}
        />
      )}
      <ProblemNote message={change.message} />
      {change.waits !== undefined && <Note tone="waiting" say="status" title={change.waits} />}
      {change.dialog}
    </section>
  )
}

type PurposeActsProps = Pick<ManageProps, 'method' | 'all' | 'waiting'> & {
  readonly working: boolean
  readonly onAsk: (change: Change) => void
}

function PurposeActs({ method, all, waiting, working, onAsk }: PurposeActsProps) {
  return (
    <ul className="purpose-acts">
      {PURPOSES.map((purpose) => {
        const { kind } = stateOf(method, purpose, waiting)
        if (kind !== 'on' && kind !== 'off') return null
        const turn = kind === 'on' ? 'off' : 'on'
        return (
          <li key={purpose}>
            <span>{words.purposes[purpose]}</span>
            <span className="row">
              {kind === 'on' && <MaybeFirst {...{ method, all, purpose }} />}
              <Button
                working={working}
                name={words.acts[turn](method.name, words.inside[purpose]).title}
                onPress={() => onAsk({ kind: turn, method, purpose })}
              >
                {words.turn[turn]}
              </Button>
            </span>
          </li>
        )
      })}
    </ul>
  )
}

type MaybeFirstProps = Pick<ManageProps, 'method' | 'all'> & { readonly purpose: Purpose }

/** Only where there is another to be asked before. */
function MaybeFirst({ method, all, purpose }: MaybeFirstProps) {
  if (all.filter((one) => one.purposes.includes(purpose)).length < 2) return null
  if (method.firstFor.includes(purpose)) return <span className="sm muted">{words.askedFirst}</span>
  return <AskFirst method={method} purpose={purpose} />
}

const renameForm = z.object({ name: nameField })

function Rename({ method }: { readonly method: MethodView }) {
  const queries = useQueryClient()
  const form = useForm({
    schema: renameForm,
    initial: { name: method.name },
    words: { name: words.rename.wrong },
    send: async ({ name }) => {
      const answer = await client.methods.rename({ id: method.id, name })
      if (!answer.ok) return { message: refusedWords(answer.problem) }
      sayDone(words.rename.done(name))
      await queries.invalidateQueries()
      return undefined
    },
  })
  return (
    <form className="rename" noValidate onSubmit={(event) => void form.submit(event)}>
      <Field label={words.rename.label} autoComplete="off" maxLength={40} {...form.field('name')} />
      <Button type="submit" working={form.working}>
        {words.rename.act}
      </Button>
      <ProblemNote message={form.message} />
    </form>
  )
}
