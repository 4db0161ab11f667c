// Pure: a session of the server, as the card shows it.
import type { z } from 'zod'
import type { sessionView } from '../../../src/features/sessions/contract.ts'
import type { DeviceKind, SessionCardProps } from '../../ui/session-card.tsx'
import { shellTexts } from '../shell/texts.ts'
import type { When } from '../shell/when.ts'

export type SessionView = z.output<typeof sessionView>

export const kindOfForm: Record<SessionView['form'], DeviceKind> = {
  computer: 'desktop',
  phone: 'phone',
  tablet: 'tablet',
  program: 'laptop',
}

/** A session that began on a device never seen before, and is not this one. */
export function isUnknown(session: SessionView): boolean {
  return session.firstSeenHere && !session.current
}

export function cardOf(session: SessionView, when: When): SessionCardProps {
  return {
    device: session.device,
    deviceKind: kindOfForm[session.form],
    place: session.place ?? shellTexts.placeUnknown,
    address: session.address,
    started: when.inside(session.startedAt),
    current: session.current,
    unknown: isUnknown(session),
    ...(session.current ? {} : { lastActive: when.since(session.lastSeenAt) }),
  }
}
