// Counts what node:test reports. A parent that fails because of a child is not counted again. A file without a test and
// a test that is switched off count as failed, because they show nothing; one that gives a reason why it cannot run on
// this machine counts as neither.
import type { TestEvent } from 'node:test/reporters'

export type Failure = {
  readonly name: string
  readonly file: string
  readonly line: number
  readonly error: unknown
}

export type Tally = {
  passed: number
  readonly failures: Failure[]
  /** Tests that cannot run on this machine, with the reason that they gave. */
  readonly notHere: string[]
  readonly output: Map<string, string>
}

const OUTPUT_KEPT = 20_000

export function newTally(): Tally {
  return { passed: 0, failures: [], notHere: [], output: new Map() }
}

export function count(tally: Tally, event: TestEvent): void {
  switch (event.type) {
    case 'test:pass':
    case 'test:fail':
      countTest(tally, event)
      return
    case 'test:stdout':
    case 'test:stderr': {
      const file = event.data.file ?? ''
      tally.output.set(file, ((tally.output.get(file) ?? '') + event.data.message).slice(-OUTPUT_KEPT))
      return
    }
    case 'test:interrupted':
      for (const { name, file = '', line = 0 } of event.data.tests) {
        tally.failures.push({ name, file, line, error: 'was still running when the lane was ended' })
      }
      return
    default:
  }
}

type Ended = Extract<TestEvent, { type: 'test:pass' | 'test:fail' }>

function countTest(tally: Tally, event: Ended): void {
  const { file = '', line = 0, nesting, details, skip, todo } = event.data
  const group = 'classname' in event.data ? `${String(event.data.classname)}: ` : ''
  const name = `${group}${event.data.name}`
  const add = (error: unknown): void => {
    tally.failures.push({ name, file, line, error })
  }
  if (event.type === 'test:fail') {
    if (failureType(event.data.details.error) !== 'subtestsFailed') add(event.data.details.error)
    return
  }
  if (details.type === 'suite') return
  if (typeof skip === 'string' && skip !== '') tally.notHere.push(`${name}: ${skip}`)
  else if (skip !== undefined && skip !== false) add('skipped without a reason')
  else if (todo !== undefined && todo !== false) add('not written yet')
  else if (nesting === 0 && event.data.name === file) add('this file holds no test')
  else tally.passed += 1
}

function failureType(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'failureType' in error ? error.failureType : undefined
}

/** The line that ends every report, and that the runner reads. */
export function counts(passed: number, failed: number): string {
  return `${passed} passed, ${failed} failed`
}

export function readCounts(output: string): { readonly passed: number; readonly failed: number } | undefined {
  const last = [...output.matchAll(/^(\d+) passed, (\d+) failed$/gm)].at(-1)
  return last === undefined ? undefined : { passed: Number(last[1]), failed: Number(last[2]) }
}
