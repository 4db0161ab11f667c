// Where one is in a flow: bars with names; on a phone only the present one is named.
import { SafeIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export type StepsProps = {
  readonly name: string
  readonly steps: readonly string[]
  /** Place of the present step, from 0. */
  readonly current: number
}

export function Steps({ name, steps, current }: StepsProps) {
  return (
    <ol className="steps" aria-label={name}>
      {steps.map((step, at) => (
        <li
          key={step}
          className={at < current ? 'done' : undefined}
          aria-current={at === current ? 'step' : undefined}
        >
          <span className="n">{at < current ? <SafeIcon size="s" /> : at + 1}</span>
          <span className="t">{step}</span>
          {at < current && <span className="vh">, {uiTexts.steps.done}</span>}
        </li>
      ))}
    </ol>
  )
}
