// Notices on the devices of the client: turned on here by a press, turned off anywhere and then a day later.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { PushView } from '../../../src/features/push/contract.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { currentTime } from '../../ui/clock.ts'
import { moment } from '../../ui/format.ts'
import { NoticeIcon } from '../../ui/icons.tsx'
import { findFocus, Section } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useWhen } from '../shell/when.ts'
import { useCancel } from '../step-up/use-cancel.tsx'
import { useStepUp } from '../step-up/use-step-up.tsx'
import type { PushHere } from './push-browser.ts'
import { subscribeHere } from './push-browser.ts'
import { pushQuery } from './queries.ts'
import { pushRefusal } from './refused.ts'
import { contactsTexts } from './texts.ts'

const words = contactsTexts.push

export function PushNotices() {
  const query = useQuery(pushQuery)
  return (
    <Section title={words.title}>
      <p className="muted measure section-lead">{words.lead}</p>
      <Loaded query={query} rows={2}>
        {({ key, endpoints, here }) => <Devices vendorKey={key} endpoints={endpoints} here={here} />}
      </Loaded>
    </Section>
  )
}

type DevicesProps = {
  /** What a browser subscribes with. */
  readonly vendorKey: string
  readonly endpoints: readonly PushView[]
  readonly here: PushHere
}

function Devices({ vendorKey, endpoints, here }: DevicesProps) {
  const { turnOn, turnOff, working, message, dialog } = usePush(vendorKey)
  const isOn = endpoints.some((one) => one.here)
  const takes = here === 'subscribed'
  const said = here === 'cannot' || here === 'forbidden' ? words[here] : isOn ? words.broken : words.can
  return (
    <>
      {!(isOn && takes) && <p className="measure">{said}</p>}
      <ProblemNote message={message} />
      {(here === 'ready' || (takes && !isOn)) && (
        <p className="front-act">
          <Button working={working === 'here'} onPress={() => void turnOn()}>
            {isOn ? words.turnOnAnew : words.turnOn}
          </Button>
        </p>
      )}
      {endpoints.length > 0 && (
        <ul className="sheet front-act">
          {endpoints.map((one) => (
            <Device
              key={one.id}
              device={one}
              working={working === one.id}
              onTurnOff={() => void turnOff(one)}
            />
          ))}
        </ul>
      )}
      {dialog}
    </>
  )
}

type DeviceProps = {
  readonly device: PushView
  readonly working: boolean
  readonly onTurnOff: () => void
}

function Device({ device, working, onTurnOff }: DeviceProps) {
  const when = useWhen()
  const { off } = device
  return (
    <li className="session">
      <NoticeIcon size="l" />
      <div className="body">
        <h3>{device.device}</h3>
        <p className="chips">
          {device.here && <Chip tone="safe">{words.here}</Chip>}
          {off !== null && <Chip tone="waiting">{words.leaves(when.inside(off.dueAt))}</Chip>}
        </p>
        <p className="meta">
          <span>{words.since(when.inside(device.addedAt))}</span>
          {device.lastResult === 'failed' && <span>{words.lastFailed}</span>}
        </p>
      </div>
      <div className="act">
        {off === null ? (
          <Button working={working} name={words.turnOffOf(device.device)} onPress={onTurnOff}>
            {words.turnOff}
          </Button>
        ) : (
          <Keep id={off.id} device={device.device} />
        )}
      </div>
    </li>
  )
}

function Keep({ id, device }: { readonly id: string; readonly device: string }) {
  const { cancel, working, said } = useCancel(id, words.kept)
  return (
    <>
      <Button working={working} name={words.keepOf(device)} onPress={() => void cancel()}>
        {words.keep}
      </Button>
      {said}
    </>
  )
}

function usePush(vendorKey: string) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const [working, setWorking] = useState<string>()
  const [message, setMessage] = useState<string>()
  const settle = async (problem: string | undefined, done: string | undefined) => {
    setMessage(problem)
    if (done !== undefined) sayDone(done)
    await queries.invalidateQueries()
    setWorking(undefined)
    if (done !== undefined) findFocus()
  }
  const turnOn = async () => {
    setWorking('here')
    const asked = await subscribeHere(vendorKey)
    if (asked.kind !== 'subscribed') return settle(words[asked.kind], undefined)
    const { subscription, undo } = asked
    const outcome = await stepUp.run({
      call: (options) => client.push.turnOn(subscription, options),
      words: { ...words.ask.on, leave: contactsTexts.leave },
    })
    if (outcome.kind === 'done') return settle(undefined, words.done)
    await undo()
    return settle(outcome.kind === 'left' ? undefined : pushRefusal(outcome.problem), undefined)
  }
  const turnOff = async ({ id }: PushView) => {
    setWorking(id)
    const outcome = await stepUp.run({
      call: (options) => client.push.turnOff({ id }, options),
      words: { ...words.ask.off, leave: contactsTexts.leave },
    })
    if (outcome.kind === 'left') return settle(undefined, undefined)
    if (outcome.kind !== 'done') return settle(pushRefusal(outcome.problem), undefined)
    return settle(undefined, words.waits(moment(Date.parse(outcome.value.dueAt), currentTime())))
  }
  return { turnOn, turnOff, working, message, dialog: stepUp.dialog } as const
}
