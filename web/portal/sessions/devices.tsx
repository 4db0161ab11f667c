// The devices that have completed a sign-in. Forgetting one makes it new again.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { z } from 'zod'
import type { deviceView } from '../../../src/features/sessions/contract.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { DesktopIcon, PhoneIcon, TabletIcon } from '../../ui/icons.tsx'
import { findFocus, Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { problemWords } from '../shell/problem-words.ts'
import { shellTexts } from '../shell/texts.ts'
import { useWhen } from '../shell/when.ts'
import { devicesQuery } from './queries.ts'
import { sessionsTexts } from './texts.ts'

const words = sessionsTexts.devices

type DeviceView = z.output<typeof deviceView>

export function Devices() {
  const query = useQuery(devicesQuery)
  const queries = useQueryClient()
  const [working, setWorking] = useState<string>()
  const [message, setMessage] = useState<string>()
  const forget = async (device: DeviceView) => {
    setWorking(device.id)
    const answer = await client.sessions.forgetDevice({ id: device.id })
    if (answer.ok) sayDone(words.forgotten(device.device))
    setMessage(answer.ok ? undefined : problemWords(answer.problem))
    await queries.invalidateQueries({ queryKey: ['devices'] })
    void queries.invalidateQueries({ queryKey: ['activity'] })
    setWorking(undefined)
    findFocus()
  }
  return (
    <Section title={words.title}>
      <Loaded query={query} of="sheets" rows={2}>
        {({ devices }) =>
          devices.length === 0 ? (
            <p className="muted measure">{words.none}</p>
          ) : (
            <>
              <p className="muted measure section-lead">{words.text}</p>
              <ul className="sheet">
                {devices.map((device) => (
                  <Device
                    key={device.id}
                    device={device}
                    working={working === device.id}
                    onForget={() => void forget(device)}
                  />
                ))}
              </ul>
            </>
          )
        }
      </Loaded>
      <ProblemNote message={message} />
    </Section>
  )
}

const iconOfForm = {
  computer: DesktopIcon,
  phone: PhoneIcon,
  tablet: TabletIcon,
  program: DesktopIcon,
} as const

type DeviceProps = { readonly device: DeviceView; readonly working: boolean; readonly onForget: () => void }

function Device({ device, working, onForget }: DeviceProps) {
  const when = useWhen()
  const DeviceIcon = iconOfForm[device.form]
  return (
    <li className="session">
      <DeviceIcon size="l" />
      <div className="body">
        <h3>{device.device}</h3>
        {device.current && (
          <p className="chips">
            <Chip tone="safe">{words.current}</Chip>
          </p>
        )}
        <p className="meta">
          <span>{device.place ?? shellTexts.placeUnknown}</span>
        </p>
        <p className="meta">
          <span>{words.first(when.inside(device.firstSeenAt))}</span>
          <span>{words.last(when.since(device.lastSeenAt))}</span>
        </p>
      </div>
      <div className="act">
        <Button working={working} name={words.forgetOf(device.device)} onPress={onForget}>
          {words.forget}
        </Button>
      </div>
    </li>
  )
}
