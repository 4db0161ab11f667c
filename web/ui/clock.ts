// The one clock of the portal: the device's own, set right by the time the server sends with each answer.
// Waits and time left are the server's; a phone whose clock is wrong must not show them wrong.
import { useEffect, useState } from 'react'

let offsetMs = 0

export function learnServerTime(serverNow: number): void {
  offsetMs = serverNow - Date.now()
}

export function currentTime(): number {
  return Date.now() + offsetMs
}

/** The present moment, renewed every so often: a minute for waits, a second for a time left. */
export function useNow(everyMs = 60_000): number {
  const [, setNow] = useState(currentTime)
  useEffect(() => {
    setNow(currentTime())
    const timer = setInterval(() => setNow(currentTime()), everyMs)
    return () => clearInterval(timer)
  }, [everyMs])
  // What is drawn between two renewals came with a newer answer: by an older moment its waits would be too long.
  return currentTime()
}
