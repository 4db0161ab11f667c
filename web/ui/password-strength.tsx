// How strong a new password is, in words; the bar beside them is only a picture of the words.
import { useEffect, useState } from 'react'
import { classNames } from './class-names.ts'
import type { Measure } from './measure-password.ts'
import { uiTexts } from './texts.ts'

type Measurer = typeof import('./measure-password.ts')

let measurer: Promise<Measurer> | undefined

/** Called when the field is first used, so that the word lists are there when they are needed. */
export function loadStrength(): Promise<Measurer> {
  measurer ??= import('./measure-password.ts')
  return measurer
}

export type PasswordStrengthProps = {
  readonly password: string
  /** Name, email and the like: a password made of them is weak. */
  readonly own?: readonly string[]
}

const NOBODY: readonly string[] = []

export function PasswordStrength({ password, own = NOBODY }: PasswordStrengthProps) {
  const [measure, setMeasure] = useState<Measure>()
  useEffect(() => {
    if (password === '') return setMeasure(undefined)
    let wanted = true
    // A short pause: neither the estimator nor the reader is asked at each key.
    const timer = setTimeout(() => {
      loadStrength().then(
        (loaded) => wanted && setMeasure(loaded.measurePassword(password, own)),
        () => wanted && setMeasure(undefined),
      )
    }, 200)
    return () => {
      wanted = false
      clearTimeout(timer)
    }
  }, [password, own])
  const words = uiTexts.strength
  const tone =
    measure === undefined ? undefined : measure.score < 2 ? 'weak' : measure.score === 2 ? 'fair' : 'strong'
  const full = measure === undefined ? 0 : Math.max(1, measure.score)
  return (
    <div className={classNames('strength', tone)}>
      <div className="scale" aria-hidden="true">
        {[1, 2, 3, 4].map((step) => (
          <span key={step} className={step <= full ? 'full' : undefined} />
        ))}
      </div>
      <p className="hint" role="status" aria-label={words.title}>
        {measure !== undefined && (
          <>
            {words.levels[measure.score]}
            {measure.score < 3 && measure.weakness !== undefined && ` ${words[measure.weakness]}`}
          </>
        )}
      </p>
    </div>
  )
}
