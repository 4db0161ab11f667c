// What a list of backup codes answers for: a switch for each, confirmed with one of its codes.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { ChangeView, MethodView } from '../../../src/features/methods/contract.ts'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { currentTime } from '../../ui/clock.ts'
import { Note } from '../../ui/note.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { addTexts } from './add-texts.ts'
import { ChooseWay } from './choose-way.tsx'
import { methodsQuery } from './queries.ts'
import { StateChip } from './row.tsx'
import { methodsTexts } from './texts.ts'
import { useChange } from './use-change.tsx'
import type { Change, Way } from './ways.ts'
import { stateOf, waysOf } from './ways.ts'

const words = addTexts.codes.uses
const USES = ['sign-in', 'funding'] as const

export function CodeUses({ id }: { readonly id: string }) {
  const query = useQuery(methodsQuery)
  return (
    <Loaded query={query}>
      {({ methods, waiting }) => {
        const list = methods.find((one) => one.id === id)
        return list === undefined ? null : <Switches list={list} all={methods} waiting={waiting} />
      }}
    </Loaded>
  )
}

type SwitchesProps = {
  readonly list: MethodView
  readonly all: readonly MethodView[]
  readonly waiting: readonly ChangeView[]
}

function Switches({ list, all, waiting }: SwitchesProps) {
  const change = useChange()
  const [asked, setAsked] = useState<{ readonly change: Change; readonly ways: readonly Way[] }>()
  const carryOut = async (wanted: Change, way: Way) => {
    if ((await change.run(wanted, way)) !== undefined) setAsked(undefined)
  }
  const turnOn = (purpose: (typeof USES)[number]) => {
    const wanted: Change = { kind: 'on', method: list, purpose }
    const ways = waysOf(all, wanted, currentTime())
    const [only] = ways
    if (ways.length === 1 && only !== undefined) void carryOut(wanted, only)
    else setAsked({ change: wanted, ways })
  }
  return (
    <>
      <p>
        {words.each} <CodesLeft left={list.codesLeft ?? 0} />
      </p>
      <ul className="sheet code-uses">
        {USES.map((purpose) => {
          const state = stateOf(list, purpose, waiting)
          return (
            <li key={purpose}>
              <div>
                <h2 className="sans-head">{words[purpose].name}</h2>
                <p className="sm muted">{words[purpose].text}</p>
              </div>
              <span className="row">
                <StateChip state={state} />
                {state.kind === 'off' && (
                  <Button
                    working={change.working}
                    name={`${methodsTexts.turn.on}: ${words[purpose].name}`}
                    onPress={() => turnOn(purpose)}
                  >
                    {methodsTexts.turn.on}
                  </Button>
                )}
              </span>
            </li>
          )
        })}
      </ul>
      {asked !== undefined && (
        <ChooseWay
          {...asked}
          working={change.working}
          onChoose={(way) => void carryOut(asked.change, way)}
          onLeave={() => setAsked(undefined)}
        />
      )}
      <ProblemNote message={change.message} />
      {change.waits !== undefined && (
        <div className="front-act">
          <Note tone="waiting" say="status" title={change.waits} />
        </div>
      )}
      {change.dialog}
      <p className="front-act">
        <ButtonLink kind="primary" href="/security/methods">
          {words.done}
        </ButtonLink>
      </p>
    </>
  )
}

const CodesLeft = ({ left }: { readonly left: number }) => (
  <Chip tone="plain">{methodsTexts.codes.left(left)}</Chip>
)
