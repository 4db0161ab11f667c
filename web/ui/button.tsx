// One main act a screen is primary; danger opens a question, destroy is the press that does it.
// A working button keeps its width and its focus, says so, and ignores a second press.
import type { MouseEvent, ReactNode } from 'react'
import { classNames } from './class-names.ts'
import type { Icon } from './icons.tsx'
import { Link } from './link.tsx'
import { uiTexts } from './texts.ts'

export type ButtonKind = 'primary' | 'secondary' | 'quiet' | 'danger' | 'destroy'
export type ButtonShape = 'full' | 'start' | 'apart'

type Look = {
  readonly kind?: ButtonKind
  readonly shape?: ButtonShape | readonly ButtonShape[]
  readonly icon?: Icon
  readonly iconAfter?: Icon
  readonly children: ReactNode
}

export type ButtonProps = Look & {
  readonly type?: 'button' | 'submit'
  readonly working?: boolean
  readonly workingText?: string
  /** Why it cannot be pressed now. The button stays reachable and says the reason. */
  readonly unavailable?: string
  readonly onPress?: (event: MouseEvent<HTMLButtonElement>) => void
  readonly name?: string
  readonly describedBy?: string
  /** It opens something in place: is that open? */
  readonly expanded?: boolean
  readonly focusFirst?: boolean
}

export function Button(props: ButtonProps) {
  const { type = 'button', working = false, workingText = uiTexts.working, unavailable, onPress } = props
  const press = (event: MouseEvent<HTMLButtonElement>) => {
    if (working || unavailable !== undefined) event.preventDefault()
    else onPress?.(event)
  }
  return (
    <button
      type={type}
      className={look(props)}
      onClick={press}
      aria-busy={working || undefined}
      aria-disabled={unavailable !== undefined || undefined}
      aria-label={working ? undefined : props.name}
      aria-describedby={props.describedBy}
      aria-expanded={props.expanded}
      title={unavailable}
      data-focus={props.focusFirst || undefined}
    >
      <span className="face">
        <span className={working ? 'away' : undefined}>
          <Face {...props} />
        </span>
        {working && (
          <span>
            <span className="spin" />
            {workingText}
          </span>
        )}
      </span>
      {props.iconAfter !== undefined && <props.iconAfter />}
    </button>
  )
}

export type ButtonLinkProps = Look & { readonly href: string; readonly name?: string }

export function ButtonLink(props: ButtonLinkProps) {
  return (
    <Link className={look(props)} href={props.href} aria-label={props.name}>
      <Face {...props} />
      {props.iconAfter !== undefined && <props.iconAfter />}
    </Link>
  )
}

/** Looks like a link, acts like a button. */
export function LinkButton({
  onPress,
  children,
  name,
}: {
  readonly onPress: () => void
  readonly children: ReactNode
  readonly name?: string
}) {
  return (
    <button type="button" className="link" onClick={onPress} aria-label={name}>
      {children}
    </button>
  )
}

function Face({ icon: IconBefore, children }: Look) {
  return (
    <>
      {IconBefore !== undefined && <IconBefore />}
      {children}
    </>
  )
}

function look({ kind = 'secondary', shape = [] }: Look): string {
  const shapes = typeof shape === 'string' ? [shape] : shape
  return classNames('btn', kind !== 'secondary' && kind, ...shapes)
}
