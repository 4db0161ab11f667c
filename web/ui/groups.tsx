// An address or key in groups of four, no group stressed, read aloud group by group.
import type { ClipboardEvent } from 'react'
import { classNames } from './class-names.ts'
import { groupsOf } from './format.ts'

export function Groups({ text, narrow = false }: { readonly text: string; readonly narrow?: boolean }) {
  const groups = groupsOf(text)
  return (
    <div
      className={classNames('groups', narrow && 'n4')}
      role="img"
      aria-label={groups.join(' ')}
      onCopy={copyWithoutSpaces}
    >
      {groups.map((group, at) => (
        <span key={at}>{group}</span>
      ))}
    </div>
  )
}

// What is selected by hand is the address itself, not its drawing.
function copyWithoutSpaces(event: ClipboardEvent): void {
  const selected = window.getSelection()?.toString() ?? ''
  event.clipboardData.setData('text/plain', selected.replace(/\s/g, ''))
  event.preventDefault()
}
