// One method: what it is, what it answers for, and, when it is managed, everything that may be done with it.
import { useState } from 'react'
import type { ChangeView, MethodView } from '../../../src/features/methods/contract.ts'
import type { Purpose } from '../../../src/lib/purposes.ts'
import { PURPOSES } from '../../../src/lib/purposes.ts'
import { METHOD_ICONS } from '../../factors/choices.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../ui/clock.ts'
import { roughDuration } from '../../ui/format.ts'
import { AttentionIcon, KeyIcon, PasskeyIcon } from '../../ui/icons.tsx'
import { useWhen } from '../shell/when.ts'
import { Manage } from './manage.tsx'
import { methodsTexts as words } from './texts.ts'
import type { PurposeState } from './ways.ts'
import { stateOf } from './ways.ts'

export type MethodRowProps = {
  readonly method: MethodView
  readonly all: readonly MethodView[]
  readonly waiting: readonly ChangeView[]
}

const LOW_CODES = 3

export function MethodRow({ method, all, waiting }: MethodRowProps) {
  const [managing, setManaging] = useState(false)
  const MethodIcon = METHOD_ICONS[method.method]
  const states = PURPOSES.map((purpose) => ({ purpose, state: stateOf(method, purpose, waiting) }))
  return (
    <li>
      <MethodIcon size="l" />
      <div className="body">
        <h3>
          {method.name} <Marks method={method} />
        </h3>
        <p className="sm muted">{truthOf(method)}</p>
        <Dates method={method} />
        <CodesWarning left={method.codesLeft} />
        {method.suspendedAt !== null && <p className="sm">{words.lost.why}</p>}
        {method.closed && <p className="sm">{words.closed}</p>}
      </div>
      <div className="act">
        <Button
          expanded={managing}
          name={managing ? words.closeOf(method.name) : words.manageOf(method.name)}
          onPress={() => setManaging((open) => !open)}
        >
          {managing ? words.close : words.manage}
        </Button>
      </div>
      <div className="purposes">
        {states.map(({ purpose, state }) => (
          <PurposeChip key={purpose} purpose={purpose} state={state} />
        ))}
        <NotAllowed method={method} states={states} />
      </div>
      {managing && <Manage method={method} all={all} waiting={waiting} />}
    </li>
  )
}

function truthOf({ method, synced }: MethodView): string {
  if (method !== 'webauthn') return words.truth[method]
  return synced === true ? words.truth.synced : words.truth.bound
}

function Marks({ method: { synced, codesLeft } }: { readonly method: MethodView }) {
  if (synced !== null)
    return (
      <Chip tone="plain" icon={synced ? PasskeyIcon : KeyIcon}>
        {synced ? words.synced : words.bound}
      </Chip>
    )
  if (codesLeft === null) return null
  return codesLeft <= LOW_CODES ? (
    <Chip tone="waiting" icon={AttentionIcon}>
      {words.codes.left(codesLeft)}
    </Chip>
  ) : (
    <Chip tone="plain">{words.codes.left(codesLeft)}</Chip>
  )
}

function Dates({ method }: { readonly method: MethodView }) {
  const when = useWhen()
  const now = useNow()
  const parts = [
    method.detail ?? undefined,
    words.added(when.inside(method.addedAt)),
    method.lastUsedAt === null ? words.neverUsed : words.used(when.inside(method.lastUsedAt)),
    Date.parse(method.ripeAt) > now ? words.unripe(when.inside(method.ripeAt)) : undefined,
  ]
  return <p className="cap">{parts.filter((part) => part !== undefined).join('. ')}</p>
}

function CodesWarning({ left }: { readonly left: number | null }) {
  if (left === null || left > LOW_CODES) return null
  return <p className="sm codes-low">{left <= 1 ? words.codes.last : words.codes.low(left)}</p>
}

function PurposeChip({ purpose, state }: { readonly purpose: Purpose; readonly state: PurposeState }) {
  return (
    <span className="purpose">
      {words.purposes[purpose]} <StateChip state={state} />
    </span>
  )
}

export function StateChip({ state }: { readonly state: PurposeState }) {
  const now = useNow()
  switch (state.kind) {
    case 'on':
      return <Chip tone="safe">{words.on}</Chip>
    case 'off':
      return <Chip tone="plain">{words.off}</Chip>
    case 'suspended':
      return <Chip tone="danger">{words.suspended}</Chip>
    case 'turning-on':
      return <Chip tone="waiting">{words.onIn(roughDuration(state.dueAt - now))}</Chip>
    case 'turning-off':
      return <Chip tone="waiting">{words.offIn(roughDuration(state.dueAt - now))}</Chip>
    case 'not-allowed':
      return <Chip tone="plain">{words.notAllowed}</Chip>
  }
}

type States = readonly { readonly purpose: Purpose; readonly state: PurposeState }[]

/** Why a purpose is closed to this method: once for each reason. */
function NotAllowed({ method, states }: { readonly method: MethodView; readonly states: States }) {
  const reasons = states.flatMap(({ state }) => (state.kind === 'not-allowed' ? [state.why] : []))
  const [on = 'sign-in'] = method.purposes
  return [...new Set(reasons)].map((why) => (
    <p key={why} className="cap why">
      {words.notAllowedWhy[why](words.inside[on])}
    </p>
  ))
}
