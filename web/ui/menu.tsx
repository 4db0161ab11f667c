// A button that opens a small list of links under itself. Escape, a press outside and leaving by Tab close it.
import type { FocusEvent, KeyboardEvent, ReactNode } from 'react'
import { useEffect, useId, useRef, useState } from 'react'

export type MenuProps = {
  readonly name?: string
  readonly buttonClass: string
  readonly face: ReactNode
  readonly current?: boolean
  readonly children: (close: () => void) => ReactNode
}

export function Menu({ name, buttonClass, face, current = false, children }: MenuProps) {
  const [open, setOpen] = useState(false)
  const place = useRef<HTMLDivElement>(null)
  const button = useRef<HTMLButtonElement>(null)
  const id = useId()
  useEffect(() => {
    if (!open) return
    const outside = (event: Event) => {
      if (event.target instanceof Node && place.current?.contains(event.target) === false) setOpen(false)
    }
    document.addEventListener('pointerdown', outside)
    return () => document.removeEventListener('pointerdown', outside)
  }, [open])
  const escape = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || !open) return
    setOpen(false)
    button.current?.focus()
  }
  const left = (event: FocusEvent) => {
    if (event.relatedTarget instanceof Node && place.current?.contains(event.relatedTarget) === false)
      setOpen(false)
  }
  return (
    <div className="menu-place" ref={place} onKeyDown={escape} onBlur={left}>
      <button
        ref={button}
        type="button"
        className={buttonClass}
        aria-label={name}
        aria-expanded={open}
        aria-controls={id}
        aria-current={current ? 'page' : undefined}
        onClick={() => setOpen(!open)}
      >
        {face}
      </button>
      <div className="menu" id={id} hidden={!open}>
        {open && children(() => setOpen(false))}
      </div>
    </div>
  )
}
