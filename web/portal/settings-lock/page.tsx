// The settings lock: what is locked and since when, how it opens, and what to lock.
import { useQuery } from '@tanstack/react-query'
import type { LockView } from '../../../src/features/settings-lock/contract.ts'
import { LOCK_GROUPS } from '../../../src/lib/lock-groups.ts'
import { CloseIcon, PassedIcon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { useWhen } from '../shell/when.ts'
import { LockForm } from './lock-form.tsx'
import { lockQuery } from './queries.ts'
import { Standing } from './standing.tsx'
import { settingsLockTexts as words } from './texts.ts'
import './settings-lock.css'

const margin = [words.margin.why, words.margin.nobody, words.margin.choose]

export function SettingsLockPage() {
  const query = useQuery(lockQuery)
  const when = useWhen()
  const settings = query.data?.locks.find(isSettings)
  const lead = settings?.on === true ? words.lead.on(when.inside(settings.since)) : words.lead.open
  return (
    <Page title={words.title} lead={lead} index={useSecurityIndex('/security/settings-lock')} margin={margin}>
      <Loaded query={query} of="sheets" rows={2}>
        {({ locks }) => <Locks locks={locks} />}
      </Loaded>
    </Page>
  )
}

/** As they are offered: the settings first. */
const inOrder = (locks: readonly LockView[]): readonly LockView[] =>
  LOCK_GROUPS.flatMap((group) => locks.filter((one) => one.group === group))

const isSettings = ({ group }: LockView): boolean => group === 'settings'

function Locks({ locks }: { readonly locks: readonly LockView[] }) {
  const isOpen = !locks.some((one) => isSettings(one) && one.on)
  return (
    <>
      {locks.length > 0 && (
        <ul className="sheet holds">
          {inOrder(locks).map((lock) => (
            <Standing key={lock.group} lock={lock} />
          ))}
        </ul>
      )}
      {isOpen && <LockForm locks={locks} />}
      <Effects locks={locks} />
    </>
  )
}

/** What it does: as it stands, or as it would with the settings locked. */
function Effects({ locks }: { readonly locks: readonly LockView[] }) {
  const on = locks.filter((one) => one.on).map(({ group }) => group)
  const isOn = (group: LockView['group']): boolean => on.includes(group)
  const nothing = on.length === 0
  const money = isOn('withdrawals') || isOn('trading')
  const { works, refused } = words
  const works_ = [...works.all, ...(money ? [] : [works.approvals])]
  const refused_ = [
    ...(nothing || isOn('settings') ? refused.settings : []),
    ...(isOn('withdrawals') ? [refused.withdrawals] : []),
    ...(isOn('trading') ? [refused.trading] : []),
  ]
  return (
    <section className="section two-lists">
      <div>
        <h2>{works.title}</h2>
        <ul className="ticks-list yes">
          {works_.map((one) => (
            <li key={one}>
              <PassedIcon />
              <span>{one}</span>
            </li>
          ))}
        </ul>
      </div>
      <div>
        <h2>{refused.title}</h2>
        <ul className="ticks-list no">
          {refused_.map((one) => (
            <li key={one}>
              <CloseIcon />
              <span>{one}</span>
            </li>
          ))}
        </ul>
      </div>
    </section>
  )
}
