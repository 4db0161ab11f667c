// The same key as the QR code, as text: closed by default, opening in place.
import type { ReactNode } from 'react'
import { OnwardIcon } from './icons.tsx'
import { Secret } from './secret.tsx'
import { uiTexts } from './texts.ts'

export function SetupKey({ value, children }: { readonly value: string; readonly children: ReactNode }) {
  return (
    <details className="setup">
      <summary>
        <OnwardIcon size="s" />
        {uiTexts.viewSetupKey}
      </summary>
      <div className="inside">
        <Secret value={value} grouped />
        <p className="sm muted">{children}</p>
      </div>
    </details>
  )
}
