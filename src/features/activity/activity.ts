// Pure: a stored line of the log, as its parts.

export type ActivityLine = {
  readonly device: string | null
  readonly place: string | null
  readonly address: string | null
  readonly details: Record<string, string | number | boolean>
}

/** Takes apart the canonical JSON of a line: where from, and what else the words need. */
export function activityLine(data: string): ActivityLine {
  const { device, place, address, ...details } = JSON.parse(data) as Record<string, string | number | boolean>
  const text = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
  return { device: text(device), place: text(place), address: text(address), details }
}
