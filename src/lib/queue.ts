// A bounded queue: so many at once, so many waiting, and past that an answer instead of a longer wait.

export type Queue = { run<T>(work: () => Promise<T>): Promise<T | 'busy'> }

export function queue(atOnce: number, waitingAtMost: number): Queue {
  let running = 0
  const waiting: (() => void)[] = []
  const release = (): void => {
    const next = waiting.shift()
    if (next) next()
    else running--
  }
  return {
    async run(work) {
      if (running < atOnce) running++
      else if (waiting.length >= waitingAtMost) return 'busy'
      else await new Promise<void>((turn) => waiting.push(turn))
      try {
        return await work()
      } finally {
        release()
      }
    },
  }
}
