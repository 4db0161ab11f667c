// By which proof a change is made, and what follows from it: said before it is chosen.
import { useEffect, useRef, useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { RadioField } from '../../ui/choice-fields.tsx'
import { methodsTexts } from './texts.ts'
import { changeWords } from './use-change.tsx'
import type { Change, Way } from './ways.ts'

const words = methodsTexts.ways

export type ChooseWayProps = {
  readonly change: Change
  readonly ways: readonly Way[]
  readonly working: boolean
  readonly onChoose: (way: Way) => void
  readonly onLeave: () => void
}

export function ChooseWay({ change, ways, working, onChoose, onLeave }: ChooseWayProps) {
  const [by, setBy] = useState<string>(ways[0]?.by ?? 'sign-in')
  const head = useRef<HTMLHeadingElement>(null)
  useEffect(() => head.current?.focus(), [])
  const { title, act, leave } = changeWords(change)
  const chosen = ways.find((way) => way.by === by)
  return (
    <form
      className="choose-way"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        if (chosen !== undefined) onChoose(chosen)
      }}
    >
      <h4 ref={head} tabIndex={-1}>
        {title}
      </h4>
      <WayField ways={ways} value={by} onChange={setBy} name={change.method.name} />
      <p className="row">
        <Button kind="primary" type="submit" working={working}>
          {act}
        </Button>
        <Button kind="quiet" onPress={onLeave}>
          {leave}
        </Button>
      </p>
    </form>
  )
}

export type WayFieldProps = {
  readonly ways: readonly Way[]
  readonly value: string
  readonly onChange: (by: string) => void
  /** Of the method itself. */
  readonly name: string
}

export function WayField({ ways, value, onChange, name }: WayFieldProps) {
  return (
    <RadioField
      name="way"
      legend={words.legend}
      value={value}
      onChange={onChange}
      choices={ways.map(({ by, effect }) => ({
        value: by,
        label: by === 'itself' ? words.itself(name) : words.with(methodsTexts.inside[by]),
        hint: words[effect],
      }))}
    />
  )
}
