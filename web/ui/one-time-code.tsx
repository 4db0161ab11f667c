// One real input over drawn cells: paste, autofill and screen readers work as in any field.
// The full code sends itself; a refused one stays to be compared until the next key.
import type { ChangeEvent, ClipboardEvent, KeyboardEvent, ReactNode } from 'react'
import { useEffect, useId, useRef, useState } from 'react'
import { classNames } from './class-names.ts'
import { FieldError } from './field.tsx'
import { uiTexts } from './texts.ts'

export type OneTimeCodeProps = {
  readonly label: ReactNode
  readonly value: string
  readonly onChange: (code: string) => void
  /** Called once with each complete code. */
  readonly onComplete?: (code: string) => void
  readonly length?: 6 | 8
  readonly name?: string
  readonly hint?: ReactNode
  /** Why the code was refused: used already, expired, the clock is behind, for another purpose. */
  readonly error?: string | undefined
  /** Tries are paused: when it ends, "at 14:20". */
  readonly pausedUntil?: string | undefined
  readonly working?: boolean
  readonly focusFirst?: boolean
}

export function OneTimeCode(props: OneTimeCodeProps) {
  const { value, onChange, length = 6, error, pausedUntil, working = false } = props
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const { focusFirst = false } = props
  useEffect(() => {
    if (focusFirst) beginIn(input.current)
  }, [focusFirst])
  // A refusal is about one code: with the next key it is over, though the caller may still hold its words.
  const [passed, setPassed] = useState<string>()
  const refused = error !== undefined && error !== passed && !working
  const still = pausedUntil !== undefined
  const full = value.length === length

  const put = (digits: string) => {
    const code = digits.slice(0, length)
    onChange(code)
    if (code.length === length) {
      setPassed(undefined)
      props.onComplete?.(code)
    } else if (full) setPassed(error)
  }
  const change = (event: ChangeEvent<HTMLInputElement>) => {
    if (working) return
    const digits = event.target.value.replace(/\D/g, '')
    // A whole new code at once: filled in by the browser or the phone.
    const isWhole = digits.length === length && digits !== value
    if (!full || !refused || isWhole) put(digits)
    // The first key after a refusal begins anew: with the digit that was typed, or empty.
    else
      put(
        digits.startsWith(value) ? digits.slice(length) : digits.length > length ? digits.slice(-length) : '',
      )
  }
  const paste = (event: ClipboardEvent<HTMLInputElement>) => {
    event.preventDefault()
    const digits = event.clipboardData.getData('text').replace(/\D/g, '')
    if (!working && digits !== '') put(digits)
  }
  const at = refused ? -1 : Math.min(value.length, length - 1)
  return (
    <div className="field">
      <label className="label" htmlFor={id}>
        {props.label}
      </label>
      <div className={classNames('otp', length === 8 && 'n8', refused && 'bad', still && 'paused')}>
        <div className="cells" aria-hidden="true">
          {Array.from({ length }, (_, cell) => (
            <span key={cell} className={cell === at ? 'at' : undefined}>
              {value[cell]}
            </span>
          ))}
        </div>
        <input
          ref={input}
          id={id}
          name={props.name}
          value={value}
          onChange={change}
          onPaste={paste}
          onSelect={keepCaretAtEnd}
          onKeyDown={stayAtEnd}
          inputMode="numeric"
          autoComplete="one-time-code"
          pattern="[0-9]*"
          disabled={still}
          readOnly={working}
          aria-invalid={refused || undefined}
          aria-describedby={
            classNames(refused && `${id}-error`, (props.hint !== undefined || still) && `${id}-hint`) ||
            undefined
          }
          data-focus={focusFirst || undefined}
        />
      </div>
      <FieldError id={`${id}-error`} error={refused ? error : undefined} />
      {(props.hint !== undefined || still) && (
        <p className="hint" id={`${id}-hint`}>
          {still ? uiTexts.code.paused(pausedUntil) : props.hint}
        </p>
      )}
    </div>
  )
}

// After a reload it comes later than its page, once the server has said what is asked. Nobody is taken out of a control.
function beginIn(input: HTMLInputElement | null): void {
  const at = document.activeElement
  if (at === null || at === document.body || at.matches('h1')) input?.focus({ preventScroll: true })
}

// The drawn caret is at the end; the real one must not be elsewhere. A selection of all is left alone.
function keepCaretAtEnd(event: { currentTarget: HTMLInputElement }): void {
  const { selectionStart, selectionEnd, value } = event.currentTarget
  if (selectionStart === selectionEnd && selectionEnd !== value.length) {
    event.currentTarget.setSelectionRange(value.length, value.length)
  }
}

function stayAtEnd(event: KeyboardEvent<HTMLInputElement>): void {
  if (event.key === 'ArrowLeft' || event.key === 'Home') event.preventDefault()
}
