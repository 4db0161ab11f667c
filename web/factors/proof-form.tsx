// The form round one proof on a page of its own, and what else would do.
import type { ReactNode } from 'react'
import { ProblemNote } from '../portal/shell/problem-note.tsx'
import { Button } from '../ui/button.tsx'
import { KeyIcon } from '../ui/icons.tsx'
import type { Choice } from './choices.ts'
import { METHOD_ICONS } from './choices.ts'
import { HelpLink } from './help-link.tsx'
import { factorsTexts } from './texts.ts'
import type { Asking } from './use-proof.tsx'
import { useProof } from './use-proof.tsx'
import './proof.css'

export type ProofFormProps = {
  readonly choice: Choice
  readonly asking: Asking
  /** "Sign in" */
  readonly act: string
  /** Below the button. */
  readonly children?: ReactNode
}

export function ProofForm({ choice, asking, act, children }: ProofFormProps) {
  const proof = useProof(choice, asking)
  const byKey = choice.method === 'webauthn'
  return (
    <>
      <form
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          proof.give()
        }}
      >
        {proof.work}
        <ProblemNote message={proof.message} />
        {byKey && proof.message !== undefined && (
          <p className="sm">
            <HelpLink topic="key-fails">{factorsTexts.key.whyNot}</HelpLink>
          </p>
        )}
        {proof.possible && (
          <p className="front-act">
            <Button
              kind="primary"
              type="submit"
              working={proof.working}
              shape="full"
              {...(byKey && { icon: KeyIcon, workingText: factorsTexts.key.asking, focusFirst: true })}
            >
              {byKey ? factorsTexts.key.ask : act}
            </Button>
          </p>
        )}
      </form>
      {children}
    </>
  )
}

export type OtherChoicesProps = {
  readonly title: string
  readonly choices: readonly Choice[]
  readonly onChoose: (choice: Choice) => void
}

/** What else satisfies this step, and nothing more. */
export function OtherChoices({ title, choices, onChoose }: OtherChoicesProps) {
  if (choices.length === 0) return null
  return (
    <section className="other-choices" aria-label={title}>
      <h2 className="sans-head">{title}</h2>
      <ul>
        {choices.map((choice) => (
          <li key={choice.id}>
            <Button
              icon={METHOD_ICONS[choice.method]}
              shape={['full', 'start']}
              onPress={() => onChoose(choice)}
            >
              {choice.name}
              {choice.detail !== undefined && <span className="aside">{choice.detail}</span>}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}
