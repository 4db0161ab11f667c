// The reporter of node:test that the lanes use: quiet for what passes, in full for what fails, the counts at the end.
import { relative } from 'node:path'
import type { TestEvent } from 'node:test/reporters'
import { inspect } from 'node:util'
import { count, counts, type Failure, newTally } from './run/tally.ts'

/** Node asks for a default export. */
export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  const tally = newTally()
  let told = 0
  for await (const event of events) {
    count(tally, event)
    // Tests of chance say what they did, also when all went well: the seed, and how often.
    if (event.type === 'test:stdout' && process.env['HOLDFAST_TEST_SAY'] === 'yes') yield event.data.message
    // Failures are told as they come: a person at the terminal need not wait for the lane to end.
    for (const failure of tally.failures.slice(told)) yield tell(failure)
    told = tally.failures.length
    // Nothing comes after an interruption: the runner is gone before the stream ends.
    if (event.type === 'test:interrupted') yield `${counts(tally.passed, told)}\n`
  }
  for (const file of new Set(tally.failures.map((failure) => failure.file))) {
    const output = tally.output.get(file)
    if (output !== undefined) yield `\nWhat ${relative(process.cwd(), file)} printed:\n${output}\n`
  }
  if (tally.notHere.length > 0) yield `\nNot on this machine:\n${tally.notHere.join('\n')}\n`
  yield `${counts(tally.passed, tally.failures.length)}\n`
}

function tell({ name, file, line, error }: Failure): string {
  return `\nFAILED ${name}\n  at ${relative(process.cwd(), file)}:${line}\n${indent(words(error))}\n`
}

const CAUSES_TOLD = 4

function words(error: unknown, depth = 0): string {
  if (!(error instanceof Error))
    return typeof error === 'string' ? error : inspect(error, { depth: 6, breakLength: 110 })
  // node:test wraps what a test threw; the cause is what the person wants to read.
  if ('failureType' in error && error.cause !== undefined) return words(error.cause, depth)
  const stack = (error.stack ?? error.message).replace(/^\s+at .*\(?node:.*\n?/gm, '').trimEnd()
  return error.cause === undefined || depth === CAUSES_TOLD
    ? stack
    : `${stack}\ncaused by ${words(error.cause, depth + 1)}`
}

function indent(text: string): string {
  return text.replace(/^/gm, '  ')
}
