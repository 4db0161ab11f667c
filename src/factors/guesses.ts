// Pure: what a guess counts against. A known device of the owner, and a session that is open without one, have counts of
// their own, which no stranger can fill.

import type { Tries } from '../limits/store.ts'
import type { Step } from './challenge.ts'
import { METHODS, type MethodName } from './methods.ts'
import type { ChallengeRow } from './store.ts'

export function guessesAt(
  row: ChallengeRow,
  step: Step,
  method: MethodName | 'password' | 'pin',
): readonly [Tries, ...Tries[]] {
  const own = row.device ?? (row.session === null ? null : `session:${row.session}`)
  if (method === 'password')
    return [
      own === null ? { kind: 'password', subjects: [row.username, row.email] } : knownDevicePassword(own),
    ]
  if (method === 'pin') {
    // One that is chosen is no guess; it is counted as other enrolments are.
    if (step.kind === 'set-pin') return [{ kind: 'enrolment', subjects: [`${row.account}:pin`] }]
    const pinOf = own === null ? row.account : `${row.account}:${own}`
    return [
      { kind: 'pin', subjects: [pinOf] },
      { kind: 'pin-account', subjects: [row.account] },
    ]
  }
  // What is sent is drawn anew for each challenge: all of it shares one count, whatever the device.
  if (METHODS[method].properties.grade === 'C') return [{ kind: 'mailed-code', subjects: [row.account] }]
  // All factors of one method share the count, whatever step asks for them: more of either are not more guesses.
  const of = step.kind === 'enrol' || step.kind === 'new-list' ? 'enrol' : 'factor'
  return [factorTries(`${row.account}:${method}:${of}`, own)]
}

const factorTries = (of: string, own: string | null): Tries => ({
  kind: own === null ? 'factor' : 'factor-known-device',
  subjects: [`${of}:${own ?? ''}`],
})

/** What a guess at the codes of a list counts against, where nothing is proved by it: the same as everywhere. */
export const codeTries = (account: string, session: string, device: string | null): Tries =>
  factorTries(`${account}:backup-code:factor`, device ?? `session:${session}`)

/** The password's count on a known device: the same at the door and in a session, so that neither adds guesses. */
export const knownDevicePassword = (device: string): Tries => ({
  kind: 'password-known-device',
  subjects: [device],
})
