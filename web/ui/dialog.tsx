// The browser's own dialog: it holds focus, makes the page behind inert and gives focus back.
// Escape and the scrim leave it, unless it is held (a key has been asked): then only a named button does.
import type { PointerEvent, ReactNode } from 'react'
import { useEffect, useId, useLayoutEffect, useRef } from 'react'

export type DialogProps = {
  readonly open: boolean
  readonly title: ReactNode
  readonly intro?: ReactNode
  /** At the top right: the time left. */
  readonly corner?: ReactNode
  readonly children: ReactNode
  /** Left the way out, right the act. */
  readonly foot?: ReactNode
  readonly held?: boolean
  readonly onLeave: () => void
}

export function Dialog(props: DialogProps) {
  return props.open ? <OpenDialog {...props} /> : null
}

function OpenDialog({ title, intro, corner, children, foot, held = false, onLeave }: DialogProps) {
  const box = useRef<HTMLDialogElement>(null)
  const id = useId()
  const leave = useRef(onLeave)
  const isHeld = useRef(held)
  useEffect(() => {
    leave.current = onLeave
    isHeld.current = held
  })
  useLayoutEffect(() => {
    const dialog = box.current
    if (dialog === null) return
    const stay = (event: Event) => {
      event.preventDefault()
      if (!isHeld.current) leave.current()
    }
    // Stopped at the key: browsers let a second Escape through the cancel event.
    const key = (event: KeyboardEvent) => {
      if (event.key === 'Escape') stay(event)
    }
    dialog.addEventListener('keydown', key)
    dialog.addEventListener('cancel', stay)
    dialog.showModal()
    const first = dialog.querySelector<HTMLElement>('[data-focus]') ?? dialog.querySelector<HTMLElement>('h2')
    first?.focus()
    return () => {
      dialog.removeEventListener('keydown', key)
      dialog.removeEventListener('cancel', stay)
      dialog.close()
    }
  }, [])
  const scrim = (event: PointerEvent<HTMLDialogElement>) => {
    if (event.target === event.currentTarget && !held) onLeave()
  }
  return (
    <dialog
      ref={box}
      className="dialog"
      aria-labelledby={`${id}-title`}
      aria-describedby={intro === undefined ? undefined : `${id}-intro`}
      onPointerDown={scrim}
    >
      <div className="dialog-in">
        <div className="dialog-head">
          <div>
            <h2 id={`${id}-title`} tabIndex={-1}>
              {title}
            </h2>
            {intro !== undefined && (
              <p className="sm muted" id={`${id}-intro`}>
                {intro}
              </p>
            )}
          </div>
          {corner}
        </div>
        <div className="dialog-body">{children}</div>
        {foot !== undefined && <div className="dialog-foot">{foot}</div>}
      </div>
    </dialog>
  )
}
