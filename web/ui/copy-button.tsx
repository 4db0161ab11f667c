// Copy says "Copied" on itself for two seconds, and to those who listen. The clipboard is not cleared.
import { useEffect, useState } from 'react'
import { Button } from './button.tsx'
import { CopyIcon, SafeIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'

export type CopyButtonProps = {
  readonly text: string
  readonly label?: string
  readonly onCopied?: () => void
}

export function CopyButton({ text, label = uiTexts.copy, onCopied }: CopyButtonProps) {
  const [said, setSaid] = useState<string>()
  useEffect(() => {
    if (said === undefined) return
    const timer = setTimeout(() => setSaid(undefined), 2000)
    return () => clearTimeout(timer)
  }, [said])
  const copy = () => {
    navigator.clipboard.writeText(text).then(
      () => {
        setSaid(uiTexts.copied)
        onCopied?.()
      },
      () => setSaid(uiTexts.copyFailed),
    )
  }
  return (
    <>
      <Button icon={said === uiTexts.copied ? SafeIcon : CopyIcon} onPress={copy}>
        {said ?? label}
      </Button>
      <span className="vh" role="status">
        {said}
      </span>
    </>
  )
}
