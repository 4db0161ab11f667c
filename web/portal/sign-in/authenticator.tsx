// The first second factor of an account. The key is shown here and never again; it counts after one right code.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { LinkButton } from '../../ui/button.tsx'
import { RadioField } from '../../ui/choice-fields.tsx'
import { QrCode } from '../../ui/qr-code.tsx'
import { SetupKey } from '../../ui/setup-key.tsx'
import { doorClient, must } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { CodeForm } from './code-form.tsx'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'
import './authenticator.css'

const words = signInTexts.enrol

export function ResumedAuthenticatorPage() {
  return (
    <StepFrame step="enrol" title={words.title} lead={words.lead} say={words.say} roomy>
      {(challenge) => <Authenticator challenge={challenge.id} />}
    </StepFrame>
  )
}

export function Authenticator({ challenge }: { readonly challenge: string }) {
  const enrolment = useQuery({
    queryKey: ['enrol', challenge],
    queryFn: () => must(doorClient.signIn.enrol({ method: 'totp' })),
    // The key is a secret: it is not kept when the page is left.
    staleTime: Infinity,
    gcTime: 0,
  })
  const { answer, cancel } = useAnswer()
  return (
    <Loaded query={enrolment} rows={5}>
      {(made) => (
        <>
          <WhichApp />
          {made.shown.kind === 'setup-key' && <ScanKey uri={made.shown.uri} keyText={made.shown.key} />}
          <CodeForm
            label={words.code}
            act={words.act}
            focusFirst={false}
            send={(code) => answer({ method: 'totp', code })}
          />
          <p className="front-act sm muted">
            <LinkButton onPress={cancel}>{words.leave}</LinkButton> {words.leaveHint}
          </p>
        </>
      )}
    </Loaded>
  )
}

type Phone = keyof typeof words.phones
const PHONES = Object.keys(words.phones) as readonly Phone[]

/** The phone at hand is chosen beforehand; on a computer the commonest is. */
function likelyPhone(): Phone {
  const name = navigator.userAgent
  return /iPhone|iPad/.test(name) ? 'iphone' : /Android/.test(name) ? 'android' : 'iphone'
}

function WhichApp() {
  const [phone, setPhone] = useState<Phone>(likelyPhone)
  return (
    <section className="which-app">
      <h2 className="sans-head">{words.getApp}</h2>
      <RadioField
        name="phone"
        legend={words.phone}
        value={phone}
        onChange={(chosen) => setPhone(PHONES.find((one) => one === chosen) ?? 'other')}
        choices={PHONES.map((value) => ({ value, label: words.phones[value] }))}
      />
      <p className="muted" role="status">
        {words.apps[phone]}
      </p>
    </section>
  )
}

function ScanKey({ uri, keyText }: { readonly uri: string; readonly keyText: string }) {
  return (
    <div className="enrol">
      <QrCode text={uri} />
      <section>
        <h2 className="sans-head">{words.scan}</h2>
        <p className="muted">{words.scanHint}</p>
        <p className="muted open-app">
          {words.onPhone} <a href={uri}>{words.openApp}</a>. {words.noOpen}
        </p>
        <SetupKey value={keyText}>{words.key.nobody}</SetupKey>
        <p className="sm muted">
          <b>{words.key.restores}</b> {words.key.paper}
        </p>
      </section>
    </div>
  )
}
