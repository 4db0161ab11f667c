import type { PinProblem } from '../../lib/pin-rules.ts'
import { type Refused, refuse } from '../../lib/refusals.ts'

export const unfit = (problem: PinProblem): Refused<'input-invalid'> =>
  refuse('input-invalid', { problems: [{ field: 'newPin', problem }] })
