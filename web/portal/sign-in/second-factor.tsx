// The second proof of a sign-in.
import { LinkButton } from '../../ui/button.tsx'
import { Link } from '../../ui/link.tsx'
import { CodeForm } from './code-form.tsx'
import { StepFrame } from './step-frame.tsx'
import { signInTexts } from './texts.ts'
import { useAnswer } from './use-answer.ts'

const words = signInTexts.factor

export function SecondFactorPage() {
  const { answer, cancel } = useAnswer()
  return (
    <StepFrame step="factor" title={words.title} say={words.say}>
      {() => (
        <>
          <CodeForm
            label={words.label}
            act={words.act}
            full
            send={(code) => answer({ method: 'totp', code })}
          />
          <div className="front-act sm stack-s">
            <p>
              <Link href="/help#lost-phone">{words.lost}</Link>
            </p>
            <p>
              <LinkButton onPress={cancel}>{words.back}</LinkButton>
            </p>
          </div>
        </>
      )}
    </StepFrame>
  )
}
