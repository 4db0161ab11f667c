// The time left of a challenge. Read when it is reached, announced at one minute, not each second.
import { useEffect, useRef } from 'react'
import { useNow } from './clock.ts'
import { spokenTimeLeft, timeLeft } from './format.ts'
import { uiTexts } from './texts.ts'

const ONE_MINUTE = 60_000

export type TimeLeftProps = { readonly until: number; readonly onOver?: () => void }

export function TimeLeft({ until, onOver }: TimeLeftProps) {
  const left = until - useNow(1000)
  const told = useRef(false)
  useEffect(() => {
    if (left > 0 || told.current) return
    told.current = true
    onOver?.()
  }, [left, onOver])
  const words = uiTexts.challenge
  return (
    <p className="sm muted nowrap num left">
      <span aria-hidden="true">{words.left(timeLeft(left))}</span>
      <span className="vh">{words.expiresIn(spokenTimeLeft(left))}</span>
      <span className="vh" role="status">
        {left <= 0 ? words.over : left <= ONE_MINUTE ? words.oneMinute : ''}
      </span>
    </p>
  )
}
