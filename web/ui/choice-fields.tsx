// Fields that are chosen from: a list, a tick, one of several.
import type { ReactNode } from 'react'
import { useId } from 'react'
import type { Bound, FieldFrameProps } from './field.tsx'
import { FieldError, FieldFrame } from './field.tsx'
import { OpenIcon } from './icons.tsx'

export type Choice = { readonly value: string; readonly label: string; readonly disabled?: boolean }
export type SelectFieldProps = FieldFrameProps &
  Bound<string> & { readonly choices: readonly Choice[]; readonly disabled?: boolean }

export function SelectField(props: SelectFieldProps) {
  return (
    <FieldFrame label={props.label} labelAside={props.labelAside} hint={props.hint} error={props.error}>
      {(described) => (
        <span className="with-chevron">
          <select
            {...described}
            className="input"
            name={props.name}
            value={props.value}
            onChange={(event) => props.onChange(event.target.value)}
            onBlur={props.onBlur}
            disabled={props.disabled}
          >
            {props.choices.map((choice) => (
              <option key={choice.value} value={choice.value} disabled={choice.disabled}>
                {choice.label}
              </option>
            ))}
          </select>
          <OpenIcon />
        </span>
      )}
    </FieldFrame>
  )
}

export type TickProps = Bound<boolean> & {
  readonly label: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
  readonly disabled?: boolean
}

export function Tick({ label, hint, error, disabled, ...bound }: TickProps) {
  const id = useId()
  return (
    <div className="field">
      <label className="check">
        <input
          type="checkbox"
          name={bound.name}
          checked={bound.value}
          onChange={(event) => bound.onChange(event.target.checked)}
          onBlur={bound.onBlur}
          disabled={disabled}
          aria-invalid={error === undefined ? undefined : true}
          aria-describedby={error === undefined ? undefined : `${id}-error`}
        />
        <span>{label}</span>
        {hint !== undefined && <span className="hint">{hint}</span>}
      </label>
      <FieldError id={`${id}-error`} error={error} />
    </div>
  )
}

export type RadioFieldProps = Bound<string> & {
  readonly name: string
  readonly legend: ReactNode
  readonly error?: string | undefined
  readonly choices: readonly (Omit<Choice, 'label'> & {
    readonly label: ReactNode
    readonly hint?: ReactNode
  })[]
}

export function RadioField({ legend, choices, error, ...bound }: RadioFieldProps) {
  const id = useId()
  return (
    <fieldset className="field" aria-describedby={error === undefined ? undefined : `${id}-error`}>
      <legend className="label">{legend}</legend>
      {choices.map((choice) => (
        <label className="check" key={choice.value}>
          <input
            type="radio"
            name={bound.name}
            value={choice.value}
            checked={bound.value === choice.value}
            onChange={() => bound.onChange(choice.value)}
            disabled={choice.disabled}
            aria-invalid={error === undefined ? undefined : true}
          />
          <span>{choice.label}</span>
          {choice.hint !== undefined && <span className="hint">{choice.hint}</span>}
        </label>
      ))}
      <FieldError id={`${id}-error`} error={error} />
    </fieldset>
  )
}
