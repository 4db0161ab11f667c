// Says what is done and needs nothing. One at a time, six seconds, waiting while it is pointed at or holds focus.
import { useEffect, useState, useSyncExternalStore } from 'react'
import { CloseIcon, SafeIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

const SHOWN_MS = 6000

type Toast = { readonly id: number; readonly text: string }

let shown: Toast | undefined
let lastId = 0
const listeners = new Set<() => void>()

function show(next: Toast | undefined): void {
  shown = next
  for (const listener of listeners) listener()
}

export function sayDone(text: string): void {
  lastId += 1
  show({ id: lastId, text })
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const toast = useSyncExternalStore(subscribe, () => shown)
  return (
    <div className="toasts" role="status">
      {toast !== undefined && <ToastBox key={toast.id} toast={toast} />}
    </div>
  )
}

function ToastBox({ toast }: { readonly toast: Toast }) {
  const [held, setHeld] = useState(0)
  useEffect(() => {
    if (held > 0) return
    const timer = setTimeout(() => show(undefined), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [held])
  const hold = () => setHeld((n) => n + 1)
  const release = () => setHeld((n) => Math.max(0, n - 1))
  return (
    <div className="toast" onPointerEnter={hold} onPointerLeave={release} onFocus={hold} onBlur={release}>
      <SafeIcon />
      <span>{toast.text}</span>
      <button type="button" aria-label={uiTexts.closeToast} onClick={() => show(undefined)}>
        <CloseIcon />
      </button>
    </div>
  )
}
