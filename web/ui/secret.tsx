// A secret that is shown once. Leaving the page is questioned only if it was neither copied nor ticked.
import { useBlocker } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { Tick } from './choice-fields.tsx'
import { CopyButton } from './copy-button.tsx'
import { Groups } from './groups.tsx'
import { uiTexts } from './texts.ts'

export type SecretProps = {
  readonly value: string
  /** Groups of four where the form allows: Base32 keys do, API secrets do not. */
  readonly grouped?: boolean
  readonly note?: ReactNode
  readonly onKept?: () => void
}

/** The box alone: mono, Copy. */
export function Secret({ value, grouped = false, note, onKept }: SecretProps) {
  return (
    <div>
      <div className="secret">
        {grouped ? <Groups text={value} narrow /> : <span className="mono">{value}</span>}
        <CopyButton text={value} {...(onKept === undefined ? {} : { onCopied: onKept })} />
      </div>
      {note !== undefined && <p className="sm muted secret-note">{note}</p>}
    </div>
  )
}

/** The box with the tick, guarding the page until it was kept. */
export function OnceSecret({ value, grouped = false, onKept }: SecretProps) {
  const [kept, setKept] = useState(false)
  const keep = (is: boolean) => {
    setKept(is)
    if (is) onKept?.()
  }
  useLeaveQuestion(!kept)
  return (
    <div>
      <p className="sm muted">{uiTexts.shownOnce}</p>
      <Secret value={value} grouped={grouped} onKept={() => keep(true)} />
      <Tick label={uiTexts.kept} value={kept} onChange={keep} />
    </div>
  )
}

/** The browser asks before the page is left. */
export function useLeaveQuestion(ask: boolean): void {
  useBlocker({
    shouldBlockFn: () => ask && !window.confirm(uiTexts.leaveQuestion),
    enableBeforeUnload: () => ask,
    disabled: !ask,
  })
}
