// Label above, hint below, the error beside the field it is about. No placeholder stands for either.
import type { FocusEvent, HTMLInputAutoCompleteAttribute, ReactNode } from 'react'
import { useId } from 'react'
import { classNames } from './class-names.ts'
import { DangerIcon } from './icons.tsx'

export type FieldFrameProps = {
  readonly label: ReactNode
  /** A link or word at the right of the label. */
  readonly labelAside?: ReactNode
  readonly hint?: ReactNode
  readonly error?: string | undefined
}

type Described = {
  readonly id: string
  readonly 'aria-invalid': true | undefined
  readonly 'aria-describedby': string | undefined
}

type FrameProps = FieldFrameProps & {
  readonly after?: ReactNode
  readonly children: (described: Described) => ReactNode
}

/** The frame round any control: gives it its name, its hint and its error. */
export function FieldFrame({ label, labelAside, hint, error, after, children }: FrameProps) {
  const id = useId()
  const described = [error !== undefined && `${id}-error`, hint !== undefined && `${id}-hint`]
    .filter(Boolean)
    .join(' ')
  return (
    <div className="field">
      <div className="label">
        <label htmlFor={id}>{label}</label>
        {labelAside}
      </div>
      {children({
        id,
        'aria-invalid': error === undefined ? undefined : true,
        'aria-describedby': described === '' ? undefined : described,
      })}
      <FieldError id={`${id}-error`} error={error} />
      {hint !== undefined && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {after}
    </div>
  )
}

export function FieldError({ id, error }: { readonly id: string; readonly error: string | undefined }) {
  return (
    <div role="alert">
      {error !== undefined && (
        <p className="error" id={id}>
          <DangerIcon />
          <span>{error}</span>
        </p>
      )}
    </div>
  )
}

export type Bound<Value> = {
  readonly name?: string
  readonly value: Value
  readonly onChange: (value: Value) => void
  readonly onBlur?: (event: FocusEvent<HTMLElement>) => void
}

export type FieldProps = FieldFrameProps &
  Bound<string> & {
    readonly type?: 'text' | 'email' | 'tel' | 'search' | 'url' | 'date'
    readonly autoComplete: HTMLInputAutoCompleteAttribute
    readonly inputMode?: 'text' | 'decimal' | 'numeric' | 'email' | 'tel' | 'url' | 'search'
    readonly maxLength?: number
    readonly mono?: boolean
    readonly disabled?: boolean
    readonly readOnly?: boolean
    readonly spellCheck?: boolean
    readonly focusFirst?: boolean
  }

export function Field(props: FieldProps) {
  return (
    <FieldFrame label={props.label} labelAside={props.labelAside} hint={props.hint} error={props.error}>
      {(described) => (
        <input
          {...described}
          className={classNames('input', 'num', props.mono && 'mono')}
          type={props.type ?? 'text'}
          name={props.name}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
          onBlur={props.onBlur}
          autoComplete={props.autoComplete}
          autoCapitalize="none"
          spellCheck={props.spellCheck ?? false}
          inputMode={props.inputMode}
          maxLength={props.maxLength}
          disabled={props.disabled}
          readOnly={props.readOnly}
          data-focus={props.focusFirst || undefined}
        />
      )}
    </FieldFrame>
  )
}

export type TextFieldProps = FieldFrameProps &
  Bound<string> & { readonly rows?: number; readonly maxLength?: number }

/** Several lines. */
export function TextField(props: TextFieldProps) {
  return (
    <FieldFrame label={props.label} labelAside={props.labelAside} hint={props.hint} error={props.error}>
      {(described) => (
        <textarea
          {...described}
          className="input"
          name={props.name}
          rows={props.rows ?? 3}
          maxLength={props.maxLength}
          value={props.value}
          onChange={(event) => props.onChange(event.target.value)}
          onBlur={props.onBlur}
        />
      )}
    </FieldFrame>
  )
}
