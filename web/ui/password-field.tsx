// A password: Show, paste and password managers work, Caps Lock and a foreign keyboard are said.
import type { FocusEvent, KeyboardEvent, ReactNode } from 'react'
import { useState } from 'react'
import type { FieldFrameProps } from './field.tsx'
import { FieldFrame } from './field.tsx'
import { CapsLockIcon, KeyboardIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export type PasswordFieldProps = Partial<FieldFrameProps> & {
  readonly name?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onBlur?: (event: FocusEvent<HTMLElement>) => void
  readonly onFocus?: () => void
  readonly autoComplete: 'current-password' | 'new-password' | 'off'
  /** A PIN is digits: the phone shows its number keys. */
  readonly digits?: boolean
  readonly maxLength?: number
  readonly focusFirst?: boolean
  readonly after?: ReactNode
}

export function PasswordField(props: PasswordFieldProps) {
  const { label = uiTexts.password.label, value, digits = false } = props
  const [visible, setVisible] = useState(false)
  const [capsLock, setCapsLock] = useState(false)
  const script = foreignScript(value)
  const watchCapsLock = (event: KeyboardEvent) => setCapsLock(event.getModifierState('CapsLock'))
  const words = uiTexts.password
  return (
    <FieldFrame
      label={label}
      labelAside={props.labelAside}
      hint={props.hint}
      error={props.error}
      after={
        <>
          <div role="status">
            {capsLock && !digits && (
              <p className="hint sign">
                <CapsLockIcon size="s" />
                {words.capsLock}
              </p>
            )}
            {script !== undefined && (
              <p className="hint sign">
                <KeyboardIcon size="s" />
                {words.script(script)}
              </p>
            )}
          </div>
          {props.after}
        </>
      }
    >
      {(described) => (
        <span className="with-tool">
          <input
            {...described}
            className="input"
            type={visible ? 'text' : 'password'}
            name={props.name}
            value={value}
            onChange={(event) => props.onChange(event.target.value)}
            onBlur={(event) => {
              setCapsLock(false)
              props.onBlur?.(event)
            }}
            onFocus={props.onFocus}
            onKeyDown={watchCapsLock}
            onKeyUp={watchCapsLock}
            autoComplete={props.autoComplete}
            autoCapitalize="none"
            autoCorrect="off"
            spellCheck={false}
            inputMode={digits ? 'numeric' : undefined}
            maxLength={props.maxLength}
            data-focus={props.focusFirst || undefined}
          />
          <button
            type="button"
            aria-label={visible ? words.hideName : words.showName}
            aria-controls={described.id}
            onClick={() => setVisible(!visible)}
          >
            {visible ? words.hide : words.show}
          </button>
        </span>
      )}
    </FieldFrame>
  )
}

const SCRIPTS = [
  ['Cyrillic', /\p{Script=Cyrillic}/u],
  ['Greek', /\p{Script=Greek}/u],
  ['Arabic', /\p{Script=Arabic}/u],
  ['Hebrew', /\p{Script=Hebrew}/u],
  ['Thai', /\p{Script=Thai}/u],
  ['Japanese', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['Korean', /\p{Script=Hangul}/u],
] as const

// The dots hide that the keyboard layout is another one; the name of the script says it.
function foreignScript(value: string): string | undefined {
  return SCRIPTS.find(([, letters]) => letters.test(value))?.[0]
}
