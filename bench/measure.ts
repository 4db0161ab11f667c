// What every measurement answers with, and small arithmetic.

/** One line of the table: a number, and the bound that it must keep, if there is one. */
export type Line = {
  readonly name: string
  readonly value: number
  readonly unit: string
  readonly atLeast?: number
  readonly atMost?: number
  /** What a reader should know beside the number. */
  readonly beside?: string
}
export type Measured = { readonly lines: readonly Line[]; readonly raw: Readonly<Record<string, unknown>> }

export function median(list: readonly number[]): number {
  const sorted = list.toSorted((a, b) => a - b)
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? NaN) + upper) / 2
}

/** The median of what each round says of its own pair: noise that meets both of a pair cancels out. */
export const medianRatio = (ones: readonly number[], yardsticks: readonly number[]): number =>
  median(ones.map((one, round) => one / (yardsticks[round] ?? NaN)))

export const isKept = ({ value, atLeast = -Infinity, atMost = Infinity }: Line): boolean =>
  value >= atLeast && value <= atMost

export const rounded = (value: number): number => Number(value.toPrecision(4))

export function table(lines: readonly Line[]): string {
  const rows = lines.map((line) => [
    line.atLeast === undefined && line.atMost === undefined ? '' : isKept(line) ? 'ok' : 'BROKEN',
    line.name,
    `${rounded(line.value)}${line.unit === '' ? '' : ` ${line.unit}`}`,
    line.atLeast !== undefined ? `>= ${line.atLeast}` : line.atMost !== undefined ? `<= ${line.atMost}` : '',
    line.beside ?? '',
  ])
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)))
  const text = rows.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
  return `${text.map((row) => row.trimEnd()).join('\n')}\n`
}
