// Names and values, one pair a line.
import type { ReactNode } from 'react'
import { classNames } from './class-names.ts'

export type Fact = {
  readonly label: string
  readonly value: ReactNode
  readonly total?: boolean
  /** Said beside the value, in a quieter weight: "≈ €25,724.78". */
  readonly beside?: ReactNode
}

export function Facts({ facts, side = false }: { readonly facts: readonly Fact[]; readonly side?: boolean }) {
  return (
    <dl className={classNames('facts', side && 'side')}>
      {facts.map((fact) => [
        <dt key={`${fact.label}-name`} className={fact.total === true ? 'total' : undefined}>
          {fact.label}
        </dt>,
        <dd key={fact.label} className={fact.total === true ? 'total' : undefined}>
          {fact.value}
          {fact.beside !== undefined && <span className="beside"> {fact.beside}</span>}
        </dd>,
      ])}
    </dl>
  )
}
