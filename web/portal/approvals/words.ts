// Pure: what is said of an approval, and of a refusal to take one.
import type { Problem } from '../../../sdk/client.ts'
import type { ApprovalView } from '../../../src/features/approvals/contract.ts'
import type { Icon } from '../../ui/icons.tsx'
import { AttentionIcon, OffIcon, SafeIcon } from '../../ui/icons.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { approvalsTexts } from './texts.ts'

export type State = ApprovalView['state']

/** What has run out while the page was open is over, whatever was last heard of it. */
export const stateAt = ({ state, expiresAt }: ApprovalView, now: number): State =>
  state === 'open' && now >= Date.parse(expiresAt) ? 'expired' : state

export const CHIPS: Readonly<
  Record<State, { readonly tone: 'safe' | 'waiting' | 'plain'; readonly icon: Icon }>
> = {
  open: { tone: 'waiting', icon: AttentionIcon },
  approved: { tone: 'safe', icon: SafeIcon },
  refused: { tone: 'plain', icon: OffIcon },
  expired: { tone: 'plain', icon: OffIcon },
}

/** "Amount: 5.25 BTC": a line by which it is known in a list. */
export const nameOf = ({ fields }: ApprovalView): string =>
  fields
    .slice(0, 2)
    .map(({ label, value }) => `${label}: ${value}`)
    .join(', ')

export function approvalProblem(problem: Problem, when: (iso: string) => string): string {
  const words = approvalsTexts.problems
  if (problem.code === 'approval-impossible' && problem.retryAt !== undefined)
    return words.held(when(problem.retryAt))
  if (problem.code === 'state-forbids') return problem.reason === 'no-method' ? words.noMethod : words.state
  return problemWords(problem)
}
