// Pure: how the account stands, from what the server says of it: one word, one sentence, one thing to do.
import type { ActivityEvent } from '../activity/words.ts'
import type { SessionView } from '../sessions/view.ts'
import { isUnknown } from '../sessions/view.ts'
import type { SignedInPath } from '../shell/return-path.ts'
import { securityTexts } from './texts.ts'

export type SecurityState = {
  readonly tone: 'safe' | 'waiting' | 'danger'
  readonly chip: string
  readonly text: string
  readonly act?: { readonly href: SignedInPath; readonly label: string }
}

const words = securityTexts.state

export function securityState(
  sessions: readonly SessionView[],
  recent: readonly ActivityEvent[],
): SecurityState {
  const unknown = sessions.find(isUnknown)
  if (unknown !== undefined) {
    const text = words.unknown.text(unknown.device)
    return {
      tone: 'danger',
      chip: words.unknown.chip,
      text,
      act: { href: '/security/sessions', label: words.unknown.act },
    }
  }
  const here = sessions.find((session) => session.current)?.address
  // One's own slips come from one's own address.
  const others = recent.filter((event) => event.address !== here)
  if (others.some((event) => event.event === 'sign-in.code-wrong')) {
    const { chip, text, act } = words.passwordKnown
    return { tone: 'danger', chip, text, act: { href: '/security/password', label: act } }
  }
  if (others.some((event) => event.event === 'password.reset-failed' && event.details.step === 'factor')) {
    const { chip, text, act } = words.mailboxKnown
    return { tone: 'danger', chip, text, act: { href: '/security/messages', label: act } }
  }
  if (recent.find(isResetOrReview)?.event === 'password.reset') {
    const { chip, text, act } = words.reset
    return { tone: 'waiting', chip, text, act: { href: '/security/review', label: act } }
  }
  if (others.some((event) => event.event === 'sign-in.password-wrong')) {
    const { chip, text, act } = words.tried
    return { tone: 'waiting', chip, text, act: { href: '/security/activity', label: act } }
  }
  return { tone: 'safe', chip: words.inOrder.chip, text: words.inOrder.text }
}

/** The newest of them counts: what was looked through is no news. */
const isResetOrReview = ({ event }: ActivityEvent): boolean =>
  event === 'password.reset' || event === 'review.finished'

/** What happened since the sign-in before this one; everything, if there was none. */
export function sinceLastVisit(events: readonly ActivityEvent[]): readonly ActivityEvent[] {
  const signIns = events.flatMap((event, at) => (event.event === 'sign-in.completed' ? [at] : []))
  return signIns[1] === undefined ? events : events.slice(0, signIns[1])
}
