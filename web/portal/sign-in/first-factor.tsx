// The first second factor of an account: a key or an authenticator app. It counts after one right answer. The setup key
// of an app is shown here and never again.
import { useQuery } from '@tanstack/react-query'
import { useLocation, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { AuthenticatorSetup } from '../../factors/authenticator.tsx'
import { CodeForm } from '../../factors/code-form.tsx'
import { browserHasKeys, makeKey } from '../../factors/key.ts'
import type { KeyKind } from '../../factors/key-kinds.tsx'
import { KeyKinds } from '../../factors/key-kinds.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { useKey } from '../../factors/use-key.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { AuthenticatorIcon, KeyIcon } from '../../ui/icons.tsx'
import { doorClient, must } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import type { StepFrameProps } from './step-frame.tsx'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'
import './first-factor.css'

const words = signInTexts.enrol
type Kind = 'key' | 'app'
const KINDS: readonly Kind[] = ['key', 'app']

/** Taken up again, or as the last step of opening an account: then with the steps before it. */
export function FirstFactorPage({ steps }: Pick<StepFrameProps, 'steps'>) {
  const { history } = useRouter()
  // In the address, so that a reload and the way back stay where one was.
  const hash = useLocation({ select: (location) => location.hash })
  const kind = KINDS.find((one) => one === hash)
  const choose = (next: Kind | undefined) => {
    const { pathname, search } = window.location
    history.push(`${pathname}${search}${next === undefined ? '' : `#${next}`}`)
  }
  const { title, lead } = kind === undefined ? words.choose : words[kind]
  return (
    <StepFrame step="enrol" title={title} lead={lead} say={words.say} roomy steps={steps}>
      {(challenge) => (
        <>
          {kind === undefined && <ChooseKind onChoose={choose} />}
          {kind === 'key' && <FirstKey />}
          {kind === 'app' && <FirstAuthenticator challenge={challenge.id} />}
          <Leave {...(kind !== undefined && { onBack: () => choose(undefined) })} />
        </>
      )}
    </StepFrame>
  )
}

/** The strongest first. */
function ChooseKind({ onChoose }: { readonly onChoose: (kind: Kind) => void }) {
  const { key, app, stronger } = words.choose
  return (
    <ul className="first-kinds">
      <li>
        <KeyIcon size="l" />
        <div>
          <h2>{key.title}</h2>
          <p className="muted">{key.text}</p>
          <p className="sm muted">{browserHasKeys() ? stronger : factorsTexts.key.noneAlone}</p>
          {browserHasKeys() && (
            <p className="front-act">
              <Button kind="primary" onPress={() => onChoose('key')}>
                {key.act}
              </Button>
            </p>
          )}
        </div>
      </li>
      <li>
        <AuthenticatorIcon size="l" />
        <div>
          <h2>{app.title}</h2>
          <p className="muted">{app.text}</p>
          <p className="front-act">
            <Button onPress={() => onChoose('app')}>{app.act}</Button>
          </p>
        </div>
      </li>
    </ul>
  )
}

function FirstKey() {
  const { answer } = useAnswer()
  const [kind, setKind] = useState<KeyKind>('passkey')
  const key = useKey({
    ceremony: async () => {
      const made = await doorClient.signIn.enrol({ method: 'webauthn', key: kind })
      if (!made.ok) return { problem: made.problem }
      const { shown } = made.value
      return makeKey(shown.kind === 'browser' ? shown.options : {})
    },
    send: (response) => answer({ method: 'webauthn', response }),
  })
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        key.give()
      }}
    >
      <KeyKinds value={kind} onChange={setKind} />
      <p className="sm muted front-act">{factorsTexts.key.how}</p>
      <ProblemNote message={key.message} />
      <p className="front-act">
        <Button
          kind="primary"
          type="submit"
          icon={KeyIcon}
          working={key.working}
          workingText={factorsTexts.key.asking}
        >
          {words.key.act}
        </Button>
      </p>
    </form>
  )
}

function FirstAuthenticator({ challenge }: { readonly challenge: string }) {
  const enrolment = useQuery({
    queryKey: ['enrol', challenge],
    queryFn: () => must(doorClient.signIn.enrol({ method: 'totp' })),
    // The key is a secret: it is not kept when the page is left.
    staleTime: Infinity,
    gcTime: 0,
  })
  const { answer } = useAnswer()
  return (
    <Loaded query={enrolment} rows={5}>
      {({ shown }) => (
        <>
          {shown.kind === 'setup-key' && <AuthenticatorSetup uri={shown.uri} keyText={shown.key} />}
          <CodeForm
            label={factorsTexts.authenticator.code}
            act={words.act}
            focusFirst={false}
            send={(code) => answer({ method: 'totp', code })}
          />
        </>
      )}
    </Loaded>
  )
}

function Leave({ onBack }: { readonly onBack?: () => void }) {
  const { cancel } = useAnswer()
  return (
    <div className="front-act sm muted stack-s">
      {onBack !== undefined && (
        <p>
          <LinkButton onPress={onBack}>{words.back}</LinkButton>
        </p>
      )}
      <p>
        <LinkButton onPress={cancel}>{words.leave}</LinkButton> {words.leaveHint}
      </p>
    </div>
  )
}
