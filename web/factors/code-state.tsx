// What became of a code that was sent, said where it is waited for; and what to do when it does not come.
import { useQuery } from '@tanstack/react-query'
import { doorClient } from '../portal/shell/api.ts'
import { factorsTexts } from './texts.ts'

const ASK_EVERY_MS = 2_000
const words = factorsTexts.sent.state

type State = keyof typeof words.mail

/** @param message which one, as the offer said; undefined while nothing is known of it. */
export function CodeState({
  message,
  by,
}: {
  readonly message: string | undefined
  readonly by: 'email-code' | 'sms-code'
}) {
  const kind = by === 'sms-code' ? 'text' : 'mail'
  const { data } = useQuery({
    queryKey: ['code-state', message],
    enabled: message !== undefined,
    // Once it has gone or cannot go, nothing follows.
    refetchInterval: ({ state }) => (state.data === 'waiting' ? ASK_EVERY_MS : false),
    queryFn: () => stateOf(message ?? '', kind),
  })
  return <p role="status">{data === undefined ? undefined : words[kind][data]}</p>
}

async function stateOf(id: string, kind: 'mail' | 'text'): Promise<State> {
  const answer = await doorClient.stepUp.watchCode({ id })
  if (answer.ok) return answer.value.state
  // Nothing is kept of a mail that has gone. Of a text something is, as long as its code is good.
  if (answer.problem.code === 'not-found') return kind === 'mail' ? 'sent' : 'unknown'
  // No answer came: it is asked again.
  return 'waiting'
}
