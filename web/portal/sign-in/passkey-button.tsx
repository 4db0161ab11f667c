// Sign in by a passkey alone: the browser shows those that it has for this address.

import type { Problem } from '../../../sdk/client.ts'
import { askKey, browserHasKeys } from '../../factors/key.ts'
import { useKey } from '../../factors/use-key.ts'
import { Button } from '../../ui/button.tsx'
import { KeyIcon } from '../../ui/icons.tsx'
import { doorClient } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { signInTexts } from './texts.ts'
import { type PasskeyResponse, useAnswer } from './use-answer.ts'

const words = signInTexts.passkey

export function PasskeyButton() {
  const { byPasskey } = useAnswer()
  let nonce = ''
  const key = useKey({
    async ceremony() {
      const made = await doorClient.signIn.passkeyOptions()
      if (!made.ok) return { problem: made.problem }
      nonce = made.value.nonce
      return askKey(made.value.options)
    },
    send: (response) => byPasskey(nonce, response as PasskeyResponse),
    say: refusedWords,
  })
  if (!browserHasKeys()) return null
  return (
    <div className="front-act">
      <Button shape="full" icon={KeyIcon} working={key.working} workingText={words.asking} onPress={key.give}>
        {words.act}
      </Button>
      <ProblemNote message={key.message} />
    </div>
  )
}

function refusedWords(problem: Problem): string | undefined {
  if (problem.code === 'credentials-wrong') return words.unknown
  if (problem.code === 'state-forbids' && problem.reason === 'password-too') return words.passwordToo
  if (problem.code === 'answer-wrong' || problem.code === 'answer-replayed') return words.wrong
  return problem.code === 'challenge-ended' ? words.wrong : undefined
}
