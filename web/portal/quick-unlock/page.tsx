// The page of a session that is locked: opened by a passkey of this device, or left. Nothing of the account is here.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { askKey } from '../../factors/key.ts'
import { useKey } from '../../factors/use-key.ts'
import { Button } from '../../ui/button.tsx'
import { FrontDoor } from '../../ui/front-door.tsx'
import { AttentionIcon, KeyIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { doorClient, isSignedOut, RefusedError } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { returnPath, signInAddress } from '../shell/return-path.ts'
import { useWhen } from '../shell/when.ts'
import { signAsDevice } from '../sign-in/device-key.ts'
import { lockedTexts as words } from './texts.ts'

type KeyResponse = Parameters<typeof doorClient.quickUnlock.unlock>[0]['response']

const lockQuery = {
  queryKey: ['lock'],
  // Another tab may have unlocked it, or ended it.
  refetchOnWindowFocus: 'always',
  staleTime: 0,
  async queryFn() {
    const answer = await doorClient.quickUnlock.seeLock()
    if (answer.ok) return answer.value
    if (isSignedOut(answer.problem)) return { state: 'over' } as const
    throw new RefusedError(answer.problem, answer.status)
  },
} as const

export function LockedPage() {
  const lock = useQuery(lockQuery)
  const { history } = useRouter()
  const elsewhere = pathAfter(lock.data?.state)
  useEffect(() => {
    if (elsewhere !== undefined) history.replace(elsewhere)
  }, [elsewhere, history])
  const username = lock.data?.state === 'locked' ? words.lead(lock.data.username) : undefined
  return (
    <FrontDoor title={words.title} lead={username} say={words.say}>
      <Loaded query={lock} rows={2}>
        {(found) =>
          found.state === 'locked' ? <Locked endsAt={found.endsAt} opens={found.options !== null} /> : null
        }
      </Loaded>
    </FrontDoor>
  )
}

function pathAfter(state: 'open' | 'locked' | 'over' | undefined): string | undefined {
  const back = returnPath(new URLSearchParams(window.location.search).get('return'))
  if (state === 'open') return back
  return state === 'over' ? signInAddress(back, true) : undefined
}

function Locked({ endsAt, opens }: { readonly endsAt: string; readonly opens: boolean }) {
  const when = useWhen()
  const signOut = useSignOut()
  return (
    <>
      {opens ? (
        <Unlock />
      ) : (
        <Note tone="waiting" icon={AttentionIcon} title={words.noPasskey.title}>
          {words.noPasskey.text}
        </Note>
      )}
      <p className="front-act">
        <Button shape="full" onPress={() => void signOut()}>
          {opens ? words.signOut : words.anew}
        </Button>
      </p>
      <p className="front-act sm muted">{words.until(when.inside(endsAt))}</p>
    </>
  )
}

function Unlock() {
  const queries = useQueryClient()
  let asked: { readonly nonce: string; readonly identifier: string } | undefined
  const key = useKey({
    async ceremony() {
      const lock = await doorClient.quickUnlock.seeLock()
      if (!lock.ok) return { problem: lock.problem }
      // Open already, or nothing opens it: the page above sees which.
      if (lock.value.state === 'open' || lock.value.options === null) {
        await queries.refetchQueries({ queryKey: lockQuery.queryKey })
        return { ok: false, trouble: 'cancelled' }
      }
      asked = lock.value
      return askKey(lock.value.options)
    },
    async send(response) {
      const device = asked && (await signAsDevice(asked.nonce, asked.identifier))
      if (device === undefined) return { code: 'not-this-browser', title: words.noKey }
      const answer = await doorClient.quickUnlock.unlock({ response: response as KeyResponse, device })
      if (answer.ok || isOver(answer.problem)) await queries.refetchQueries({ queryKey: lockQuery.queryKey })
      return answer.ok ? undefined : answer.problem
    },
    say: refusedWords,
  })
  return (
    <>
      <Button
        kind="primary"
        shape="full"
        icon={KeyIcon}
        working={key.working}
        workingText={words.asking}
        onPress={key.give}
      >
        {words.act}
      </Button>
      <ProblemNote message={key.message} />
    </>
  )
}

/** After the last try, or when its time came meanwhile. */
const isOver = (problem: Problem): boolean => problem.triesLeft === 0 || isSignedOut(problem)

function refusedWords(problem: Problem): string | undefined {
  if (problem.code === 'answer-wrong' || problem.code === 'answer-replayed') return words.wrong
  return problem.code === 'challenge-ended' ? words.again : undefined
}

function useSignOut(): () => Promise<void> {
  const queries = useQueryClient()
  const { history } = useRouter()
  return async () => {
    await doorClient.sessions.signOut({})
    queries.clear()
    history.replace('/sign-in')
  }
}
