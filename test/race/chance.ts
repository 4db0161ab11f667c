// What a race draws by chance, from a seed that it prints, and how often it runs.
import { randomInt } from 'node:crypto'

export type Chance = {
  readonly seed: number
  /** A number from 0 up to, and never, 1. */
  draw(): number
  /** A whole number between two, both possible. */
  between(least: number, most: number): number
  /** One of a list that is not empty. */
  pick<T>(list: readonly T[]): T
}

const SEEDS = 0x1_0000_0000

/** The seed is given to repeat a run: HOLDFAST_SEED=… node --test on the file. */
export function chance(seed = Number(process.env['HOLDFAST_SEED'] ?? randomInt(SEEDS))): Chance {
  let state = seed >>> 0
  // Mulberry32: small, and good enough to choose moments.
  const draw = (): number => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / SEEDS
  }
  return {
    seed,
    draw,
    between: (least, most) => least + Math.floor(draw() * (most - least + 1)),
    pick(list) {
      const one = list[Math.floor(draw() * list.length)]
      if (one === undefined) throw new Error('nothing to choose from')
      return one
    },
  }
}

/** A few by default, so that a developer can run one file; the lanes say how many. */
export const ROUNDS = Number(process.env['HOLDFAST_ROUNDS'] ?? 3)

/** How often each thing came, for a line of the report: `1 ok, 199 answer-replayed`. */
export function tally(words: readonly string[]): string {
  const counts = Map.groupBy(words, (word) => word)
  return [...counts].map(([word, all]) => `${all.length} ${word}`).join(', ')
}
