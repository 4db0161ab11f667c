// Says under the top bar that the settings are locked, and when they open. It is never closed away.
import type { ReactNode } from 'react'
import { LockIcon } from './icons.tsx'

/** children: one sentence; act: one link. */
export function LockBar({ children, act }: { readonly children: ReactNode; readonly act: ReactNode }) {
  return (
    <div className="lockbar">
      <div className="lockbar-in">
        <LockIcon />
        <p>{children}</p>
        {act}
      </div>
    </div>
  )
}
