// The check-up: one sentence, then point by point, then what each loss would mean.
import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../ui/clock.ts'
import { count, wholeDuration } from '../../ui/format.ts'
import type { Icon } from '../../ui/icons.tsx'
import {
  ActivityIcon,
  AttentionIcon,
  AuthenticatorIcon,
  BackupCodesIcon,
  DesktopIcon,
  HoldsIcon,
  KeyIcon,
  PasswordIcon,
  SmsIcon,
  WaitIcon,
} from '../../ui/icons.tsx'
import type { NoteTone } from '../../ui/note.tsx'
import { Note } from '../../ui/note.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { activityQuery } from '../activity/queries.ts'
import { methodsQuery } from '../methods/queries.ts'
import { sessionsQuery } from '../sessions/queries.ts'
import { isUnknown } from '../sessions/view.ts'
import { useSettingsLocked } from '../settings-lock/locked.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { useWhen } from '../shell/when.ts'
import type { Finding } from './check-up.ts'
import { checkUp } from './check-up.ts'
import { LockPoint } from './lock-point.tsx'
import { OldDevices } from './old-devices.tsx'
import { Point } from './point.tsx'
import { PurposesPoint } from './purposes-point.tsx'
import type { SecurityState } from './state.ts'
import { securityState, sinceLastVisit } from './state.ts'
import { securityTexts as words } from './texts.ts'
import './security.css'

export function SecurityPage() {
  return (
    <Page title={words.title} lead={words.lead} index={useSecurityIndex('/security')} margin={words.margin}>
      <State />
      <Points />
      <Loss />
    </Page>
  )
}

function State() {
  const sessions = useQuery(sessionsQuery)
  const activity = useInfiniteQuery(activityQuery)
  return (
    <Loaded query={sessions} of="sheets" rows={1}>
      {(open) => (
        <StateNote
          state={securityState(open.sessions, sinceLastVisit(activity.data?.pages[0]?.events ?? []))}
        />
      )}
    </Loaded>
  )
}

function StateNote({ state }: { readonly state: SecurityState }) {
  const tone: NoteTone = state.tone
  return (
    <Note
      tone={tone}
      {...(tone === 'safe' ? { icon: HoldsIcon } : {})}
      title={state.chip}
      acts={state.act !== undefined && <ButtonLink href={state.act.href}>{state.act.label}</ButtonLink>}
    >
      <p>{state.text}</p>
    </Note>
  )
}

function Points() {
  const said = words.points
  const isLocked = useSettingsLocked()
  return (
    <Section title={said.title}>
      <ul className="sheet points">
        <LockPoint />
        <MethodPoints />
        {!isLocked && (
          <>
            <CheckUp />
            <PurposesPoint />
          </>
        )}
        <SessionPoint />
        <OldDevices />
        <ActivityPoint />
      </ul>
    </Section>
  )
}

function MethodPoints() {
  const isLocked = useSettingsLocked()
  const listed = useQuery({ ...methodsQuery, enabled: !isLocked }).data
  const data = isLocked ? undefined : listed
  const when = useWhen()
  const { password, factor, on, hidden } = words.points
  const first = data?.methods.find((one) => one.purposes.includes('sign-in'))
  const factorText = (name: string, at: string | null) =>
    at === null ? factor.never(name) : factor.text(name, when.inside(at))
  return (
    <>
      <Point
        icon={PasswordIcon}
        name={password.name}
        href="/security/password"
        act={password.act}
        chip={<Chip tone="safe">{on}</Chip>}
      >
        {isLocked ? hidden : data && password.text(when.inside(data.passwordChangedAt))}
      </Point>
      <Point
        icon={AuthenticatorIcon}
        name={factor.name}
        href="/security/methods"
        act={factor.act}
        chip={first && <Chip tone="safe">{on}</Chip>}
      >
        {isLocked ? hidden : first && factorText(first.name, first.lastUsedAt)}
      </Point>
    </>
  )
}

const FINDING_ICONS = {
  strongest: KeyIcon,
  spare: AuthenticatorIcon,
  codes: BackupCodesIcon,
  weaker: SmsIcon,
  closed: AttentionIcon,
  unused: KeyIcon,
  unripe: WaitIcon,
} as const satisfies Record<Finding['id'], Icon>

function CheckUp() {
  const { data } = useQuery(methodsQuery)
  const now = useNow()
  if (data === undefined) return null
  return checkUp(data.methods, now).map(({ id, tone, name, chip, text, act }) => (
    <Point
      key={id}
      icon={FINDING_ICONS[id]}
      name={name}
      href={act.href}
      act={act.label}
      // It waits for the client, not for a time.
      chip={
        <Chip tone={tone} {...(tone === 'waiting' && { icon: AttentionIcon })}>
          {chip}
        </Chip>
      }
    >
      {text}
    </Point>
  ))
}

function SessionPoint() {
  const { data } = useQuery(sessionsQuery)
  const said = words.points.sessions
  const chip = data?.sessions.some(isUnknown) ? (
    <Chip tone="danger">{said.unknown}</Chip>
  ) : (
    data?.sessions.length === 1 && <Chip tone="safe">{said.one}</Chip>
  )
  return (
    <Point icon={DesktopIcon} name={said.name} href="/security/sessions" act={said.act} chip={chip}>
      {data && said.text(count(data.sessions.length, 'session'), wholeDuration(data.idleSeconds * 1000))}
    </Point>
  )
}

function ActivityPoint() {
  const { data } = useInfiniteQuery(activityQuery)
  const when = useWhen()
  const said = words.points.activity
  const last = data?.pages[0]?.events[0]
  return (
    <Point icon={ActivityIcon} name={said.name} href="/security/activity" act={said.act}>
      {last && said.text(when.inside(last.at))}
    </Point>
  )
}

function Loss() {
  const said = words.loss
  return (
    <Section title={said.title}>
      <table className="table cards">
        <thead>
          <tr>
            <th scope="col">{said.thing}</th>
            <th scope="col">{said.could}</th>
            <th scope="col">{said.stopped}</th>
          </tr>
        </thead>
        <tbody>
          {said.rows.map((row) => (
            <tr key={row.thing}>
              <td className="lead">{row.thing}</td>
              <td data-l={said.could}>
                <span>{row.could}</span>
              </td>
              <td data-l={said.stopped}>
                <span>{row.stopped}</span>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </Section>
  )
}
