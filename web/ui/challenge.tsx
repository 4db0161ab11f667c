// "Prove it": the act as a question, then exactly the content that is bound, then the steps in order.
// Nothing in the bound content is dimmed or stressed; the buttons come after it, so that the address passes the eye.
import type { ReactNode } from 'react'
import { Button, LinkButton } from './button.tsx'
import { Dialog } from './dialog.tsx'
import type { Fact } from './facts.tsx'
import { Facts } from './facts.tsx'
import { Groups } from './groups.tsx'
import { SafeIcon } from './icons.tsx'
import { uiTexts } from './texts.ts'
import { TimeLeft } from './time-left.tsx'

export type ChallengeStep = {
  readonly id: string
  /** "Security key for funding" */
  readonly name: string
  /** "YubiKey blue or YubiKey spare" */
  readonly detail?: string
  readonly state: 'done' | 'now' | 'next'
  /** "Correct" */
  readonly result?: string
  /** Offered only when another method satisfies this step. */
  readonly onUseAnother?: () => void
  /** The field of the present step: a code, a PIN. */
  readonly work?: ReactNode
}

export type Destination = {
  /** "Cold storage, Zürich" */
  readonly name: string
  /** "used 4 times since May 2024" */
  readonly known?: string
  readonly address: string
}

export type ChallengeProps = {
  readonly open: boolean
  /** "Send 0.42 BTC?" */
  readonly title: string
  readonly intro?: string
  readonly facts: readonly Fact[]
  readonly to?: Destination
  readonly steps: readonly ChallengeStep[]
  readonly expiresAt: number
  readonly onExpired?: () => void
  /** A key has been asked: Escape and the scrim do nothing until it answered. */
  readonly held?: boolean
  /** "Do not send" */
  readonly leaveText: string
  readonly onLeave: () => void
  /** The approving button. */
  readonly approve: ReactNode
  /** A refusal of the whole, beside its cause. */
  readonly problem?: ReactNode
}

export function Challenge(props: ChallengeProps) {
  const words = uiTexts.challenge
  return (
    <Dialog
      open={props.open}
      title={props.title}
      intro={props.intro ?? words.exactly}
      corner={
        <TimeLeft
          until={props.expiresAt}
          {...(props.onExpired === undefined ? {} : { onOver: props.onExpired })}
        />
      }
      held={props.held ?? false}
      onLeave={props.onLeave}
      foot={
        <>
          <Button onPress={props.onLeave}>{props.leaveText}</Button>
          {props.approve}
        </>
      }
    >
      <div className="bill">
        <Facts facts={props.facts} side />
        {props.to !== undefined && <To {...props.to} />}
      </div>
      <ol className="proofs" aria-label={words.steps}>
        {props.steps.map((step, at) => (
          <ProofStep key={step.id} step={step} number={at + 1} />
        ))}
      </ol>
      {props.problem}
    </Dialog>
  )
}

function To({ name, known, address }: Destination) {
  return (
    <div className="to">
      <p>
        {uiTexts.challenge.to} <b>{name}</b>
        {known !== undefined && `, ${known}`}
      </p>
      <Groups text={address} />
    </div>
  )
}

function ProofStep({ step, number }: { readonly step: ChallengeStep; readonly number: number }) {
  return (
    <li className={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
      <span className="n">{step.state === 'done' ? <SafeIcon size="s" /> : number}</span>
      <span>
        {step.state === 'now' ? <b>{step.name}</b> : step.name}
        <span className="vh">, {uiTexts.steps[step.state]}</span>
        {step.detail !== undefined && <span className="detail">{step.detail}</span>}
      </span>
      {step.state === 'now' && step.onUseAnother !== undefined ? (
        <span className="sm">
          <LinkButton onPress={step.onUseAnother}>{uiTexts.challenge.useAnother}</LinkButton>
        </span>
      ) : (
        <span className="sm muted">{step.result}</span>
      )}
      {step.work !== undefined && <div className="work">{step.work}</div>}
    </li>
  )
}
