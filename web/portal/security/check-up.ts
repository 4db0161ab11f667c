// Pure: what is missing, weak or left behind among the methods and devices of an account, each with the way to mend it
// (F3).
import type { z } from 'zod'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import type { deviceView } from '../../../src/features/sessions/contract.ts'
import { list } from '../../ui/format.ts'
import type { SignedInPath } from '../shell/return-path.ts'
import { securityTexts } from './texts.ts'

const words = securityTexts.checkUp

/** A list that is this short wants a new one. */
const FEW_CODES = 3
const DAY_MS = 86_400_000
/** Who has not used a method for a season may have lost it without knowing. */
const UNUSED_MS = 90 * DAY_MS
/** A device that is not used any more should not be slowed down less than a stranger. */
const OLD_DEVICE_MS = 30 * DAY_MS

export type Finding = {
  readonly id: Exclude<keyof typeof words, 'devices'>
  readonly tone: 'safe' | 'waiting'
  readonly name: string
  readonly chip: string
  readonly text: string
  readonly act: { readonly href: SignedInPath; readonly label: string }
}

type Said = { readonly name: string; readonly good: string; readonly bad: string; readonly act: string }
const found = (
  id: Finding['id'],
  said: Said,
  isGood: boolean,
  text: string,
  href: SignedInPath,
): Finding => ({
  id,
  tone: isGood ? 'safe' : 'waiting',
  name: said.name,
  chip: isGood ? said.good : said.bad,
  text,
  act: { href, label: said.act },
})

/** @param now in milliseconds, by the server's clock. */
export function checkUp(methods: readonly MethodView[], now: number): readonly Finding[] {
  const signIn = methods.filter(({ purposes }) => purposes.includes('sign-in'))
  const kept = signIn.filter(({ method, grade }) => grade !== 'C' && method !== 'backup-code')
  const hasKey = signIn.some(({ grade }) => grade === 'A')
  const left = methods.find(({ method }) => method === 'backup-code')?.codesLeft ?? 0
  const weak = methods.filter(({ grade, purposes }) => grade === 'C' && purposes.length > 0)
  const { spare, strongest, codes } = words
  const findings = [
    found('strongest', strongest, hasKey, strongest.text[hasKey ? 'on' : 'off'], '/security/methods/add'),
    found('spare', spare, kept.length > 1, spare.text(kept.length), '/security/methods/add'),
    left > FEW_CODES
      ? found('codes', codes, true, codes.text(left), '/security/methods')
      : found('codes', { ...codes, act: codes.make }, false, codes.text(left), MAKE_CODES),
  ]
  return [
    ...findings,
    ...attention('weaker', weak),
    ...attention(
      'closed',
      methods.filter(({ closed, purposes }) => closed && purposes.length > 0),
    ),
    ...attention('unused', methods.filter(isUnused(now))),
    ...young(methods, now),
  ]
}

const MAKE_CODES: SignedInPath = '/security/methods/add/backup-codes'

/** Said only where there is something to say. */
function attention(id: 'weaker' | 'closed' | 'unused', those: readonly MethodView[]): readonly Finding[] {
  if (those.length === 0) return []
  const said = words[id]
  return [found(id, said, false, said.text(list(those.map(({ name }) => name))), '/security/methods')]
}

/** On, and not asked for a season. Backup codes are to lie unused. */
const isUnused =
  (now: number) =>
  ({ method, purposes, lastUsedAt, addedAt }: MethodView): boolean =>
    purposes.length > 0 && method !== 'backup-code' && Date.parse(lastUsedAt ?? addedAt) <= now - UNUSED_MS

/** Mends itself with time: it is said so that nobody wonders. */
function young(methods: readonly MethodView[], now: number): readonly Finding[] {
  const those = methods.filter(({ purposes, ripeAt }) => purposes.length > 0 && Date.parse(ripeAt) > now)
  if (those.length === 0) return []
  const said = words.unripe
  return [found('unripe', said, false, said.text(list(those.map(({ name }) => name))), '/security/methods')]
}

type DeviceView = z.output<typeof deviceView>

/** Known devices that nobody has used for a month; never this one. */
export const oldDevices = (devices: readonly DeviceView[], now: number): readonly DeviceView[] =>
  devices.filter(({ current, lastSeenAt }) => !current && Date.parse(lastSeenAt) <= now - OLD_DEVICE_MS)
