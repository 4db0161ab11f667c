// How a new authenticator is set up: which app, then the key, as a picture and as text. Its code is given by the page.
import { useState } from 'react'
import { RadioField } from '../ui/choice-fields.tsx'
import { QrCode } from '../ui/qr-code.tsx'
import { SetupKey } from '../ui/setup-key.tsx'
import { factorsTexts } from './texts.ts'
import './authenticator.css'

const words = factorsTexts.authenticator

export type AuthenticatorSetupProps = {
  /** otpauth: the same key for the QR code. */
  readonly uri: string
  /** Base32. */
  readonly keyText: string
}

export function AuthenticatorSetup(props: AuthenticatorSetupProps) {
  return (
    <>
      <WhichApp />
      <ScanKey {...props} />
    </>
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

function ScanKey({ uri, keyText }: AuthenticatorSetupProps) {
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
