// One method of proof, being given: its field or its key, and how it is sent. The same at sign-in and in a question.
import type { ReactNode } from 'react'
import { useEffect } from 'react'
import type { z } from 'zod'
import type { Problem } from '../../sdk/client.ts'
import type { offeredMethod, offerMade, stepAnswer } from '../../src/lib/proof-fields.ts'
import { LinkButton } from '../ui/button.tsx'
import { AttentionIcon } from '../ui/icons.tsx'
import { Note } from '../ui/note.tsx'
import { OneTimeCode } from '../ui/one-time-code.tsx'
import type { Choice } from './choices.ts'
import { CodeState } from './code-state.tsx'
import { HelpLink } from './help-link.tsx'
import { askKey, browserHasKeys } from './key.ts'
import { factorsTexts } from './texts.ts'
import { useCode } from './use-code.ts'
import { useKey } from './use-key.ts'
import { useSentCode } from './use-sent-code.ts'
import { useTyped } from './use-typed.tsx'

export type Given = z.input<typeof stepAnswer>
type Asked = { readonly method: z.output<typeof offeredMethod>; readonly factor?: string }
type Offered =
  | { readonly ok: true; readonly value: z.output<typeof offerMade> }
  | { readonly ok: false; readonly problem: Problem }
export type Asking = {
  /** Names the challenge and the step. */
  readonly step: string
  readonly offer: (asked: Asked) => Promise<Offered>
  readonly answer: (given: Given) => Promise<Problem | undefined>
  /** Over the field of a code. */
  readonly label?: string
}

export type Proof = {
  /** The field, or what to do with the key. */
  readonly work: ReactNode
  readonly give: () => void
  readonly working: boolean
  /** What went wrong with the sending. */
  readonly message: string | undefined
  /** A key is asked: nothing may be closed. */
  readonly held: boolean
  /** This browser can give it. */
  readonly possible: boolean
}

export function useProof(choice: Choice, asking: Asking): Proof {
  const { method, factor } = choice
  const of = factor === undefined ? {} : { factor }
  const isSent = method === 'email-code' || method === 'sms-code'
  const codeMethod = isSent ? method : 'totp'
  const offerSent = async () => {
    const offered = await asking.offer({ method: isSent ? method : 'email-code', ...of })
    if (!offered.ok) return { problem: offered.problem }
    const { shown } = offered.value
    return { message: shown.kind === 'sent' ? shown.message : undefined }
  }
  const code = useCode(
    (typed) => asking.answer({ method: codeMethod, ...of, code: typed }),
    isSent ? 'mail' : 'app',
  )
  const backup = useTyped('backup-code', (typed) =>
    asking.answer({ method: 'backup-code', ...of, code: typed }),
  )
  const password = useTyped('password', (typed) => asking.answer({ method: 'password', password: typed }))
  const pin = useTyped('pin', (typed) => asking.answer({ method: 'pin', pin: typed }))
  const key = useKey(keyOf(asking))
  const entry = `${asking.step} ${choice.id}`
  const sent = useSentCode(isSent ? entry : undefined, offerSent)
  useEffect(
    () => () => {
      for (const one of [code, backup, password, pin, key]) one.clear()
    },
    [entry],
  )
  const plain = { held: false, possible: true }
  switch (method) {
    case 'webauthn':
      return { ...key, work: <KeyWork />, held: key.working, possible: browserHasKeys() }
    case 'backup-code':
      return { ...backup, ...plain }
    case 'password':
      return { ...password, ...plain }
    case 'pin':
      return { ...pin, ...plain }
    case 'totp':
    case 'email-code':
    case 'sms-code': {
      const label = asking.label ?? (isSent ? factorsTexts.sent.label[method] : factorsTexts.code.label)
      const work = (
        <>
          {isSent && <OnWay to={choice.detail} />}
          <OneTimeCode key={entry} label={label} {...code.field} focusFirst />
          {isSent ? <SendAgain {...sent} by={method} /> : code.field.error !== undefined && <WhyRefused />}
        </>
      )
      return { ...plain, work, working: code.working, give: code.give, message: code.message }
    }
  }
}

function keyOf(asking: Asking) {
  return {
    ceremony: async () => {
      const offered = await asking.offer({ method: 'webauthn' })
      if (!offered.ok) return { problem: offered.problem }
      const { shown } = offered.value
      return askKey(shown.kind === 'browser' ? shown.options : {})
    },
    send: (response: Extract<Given, { method: 'webauthn' }>['response']) =>
      asking.answer({ method: 'webauthn', response }),
  }
}

function KeyWork() {
  const words = factorsTexts.key
  if (browserHasKeys()) return <p className="sm muted">{words.how}</p>
  return (
    <Note tone="waiting" icon={AttentionIcon} say="status" title={words.none}>
      {words.noneHint}
    </Note>
  )
}

const OnWay = ({ to }: { readonly to: string | undefined }) => (
  <p className="sm muted on-way">
    {to === undefined ? factorsTexts.sent.onWayToYou : factorsTexts.sent.onWay(to)}
  </p>
)

const WhyRefused = () => (
  <p className="sm">
    <HelpLink topic="code-fails">{factorsTexts.code.whyRefused}</HelpLink>
  </p>
)

type SendAgainProps = {
  readonly said: string | undefined
  readonly message: string | undefined
  readonly again: () => void
  readonly by: 'email-code' | 'sms-code'
}

function SendAgain({ said, message, again, by }: SendAgainProps) {
  const words = factorsTexts.sent
  return (
    <div className="sm stack-s">
      <p role="status">{said}</p>
      <CodeState message={message} by={by} />
      <p>
        <LinkButton onPress={again}>{words.again}</LinkButton>
      </p>
      <p>
        {by === 'sms-code' ? (
          <HelpLink topic="no-text">{words.noText}</HelpLink>
        ) : (
          <HelpLink topic="no-mail">{words.noMail}</HelpLink>
        )}
      </p>
    </div>
  )
}
