// A bounded queue that works in bursts: it lets work gather for a moment, does what has gathered in one go, and answers
// all of it at the end. It is for work that goes through so much memory that whatever runs after it finds the caches
// of the processor cold, as a password hash does: done one by one, each hash makes the rest of a sign-in twice as dear.

export type BurstLimits = {
  /** How many run side by side within a burst. */
  readonly atOnce: number
  /** How many a burst takes; the others wait for the next. */
  readonly together: number
  /** How many may wait; past that the answer is `busy` instead of a longer wait. */
  readonly waiting: number
  /** A burst begins when nothing came for `quietMs`, and at the latest `longestMs` after its first. */
  readonly quietMs: number
  readonly longestMs: number
}
export type Bursts = { run<T>(work: () => Promise<T>): Promise<T | 'busy'> }

/** Does its work and says how to answer, later. */
type Waiting = () => Promise<() => void>

export function bursts(limits: BurstLimits): Bursts {
  const waiting: Waiting[] = []
  let running = false
  let quiet: NodeJS.Timeout | undefined
  let latest: NodeJS.Timeout | undefined

  const begin = async (): Promise<void> => {
    clearTimeout(quiet)
    clearTimeout(latest)
    latest = undefined
    running = true
    const burst = waiting.splice(0, limits.together)
    const answers: (() => void)[] = []
    const lane = async (): Promise<void> => {
      for (let next = burst.shift(); next; next = burst.shift()) answers.push(await next())
    }
    await Promise.all(Array.from({ length: limits.atOnce }, lane))
    running = false
    for (const answer of answers) answer()
    gather()
  }

  const gather = (): void => {
    if (running || waiting.length === 0) return
    if (waiting.length >= limits.together) return void begin()
    clearTimeout(quiet)
    quiet = setTimeout(() => void begin(), limits.quietMs)
    latest ??= setTimeout(() => void begin(), limits.longestMs)
  }

  return {
    run<T>(work: () => Promise<T>) {
      if (waiting.length >= limits.waiting) return Promise.resolve('busy' as const)
      return new Promise<T>((resolve, reject) => {
        waiting.push(() =>
          work().then(
            (value) => () => resolve(value),
            (failure: Error) => () => reject(failure),
          ),
        )
        gather()
      })
    },
  }
}
