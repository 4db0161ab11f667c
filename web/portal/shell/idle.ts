// A session that rests too long ends on the server; what it showed must not stay on the screen. When the idle time
// has passed since the last request of any tab, one is made: it finds the session over, and the page goes.
const KEPT_AS = 'holdfast-last-request'

let lastHere = Date.now()

export function noteRequest(): void {
  lastHere = Date.now()
  try {
    localStorage.setItem(KEPT_AS, String(lastHere))
  } catch {
    // A browser that keeps nothing knows of this tab alone.
  }
}

/** Requests of other tabs keep the same session open: the newest of all counts, or two tabs would keep each other awake. */
function lastRequest(): number {
  try {
    return Math.max(lastHere, Number(localStorage.getItem(KEPT_AS) ?? 0))
  } catch {
    return lastHere
  }
}

/** Calls `check` once the session must be over. @returns what stops the watch. */
export function watchIdle(idleSeconds: number, check: () => void): () => void {
  const margin = 5000
  let timer: ReturnType<typeof setTimeout>
  const look = () => {
    const left = lastRequest() + idleSeconds * 1000 + margin - Date.now()
    if (left <= 0) check()
    timer = setTimeout(look, Math.max(left, margin))
  }
  look()
  return () => clearTimeout(timer)
}
