// A part of a page that needs an answer first: still blocks, then the part; or why not, and the way to ask again.
import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { LoadingBlocks } from '../../ui/loading-blocks.tsx'
import { Note } from '../../ui/note.tsx'
import { HiddenByLock } from '../settings-lock/locked.tsx'
import { RefusedError } from './api.ts'
import { problemWords } from './problem-words.ts'
import { shellTexts } from './texts.ts'

export type LoadedProps<Value> = {
  readonly query: Pick<UseQueryResult<Value>, 'data' | 'error' | 'isFetching' | 'refetch'>
  readonly rows?: number
  readonly of?: 'lines' | 'sheets'
  readonly children: (value: Value) => ReactNode
}

export function Loaded<Value>({ query, rows = 3, of = 'lines', children }: LoadedProps<Value>) {
  const { data, error } = query
  // What was loaded before the lock was turned on is hidden as well.
  if (error instanceof RefusedError && error.problem.code === 'settings-locked') return <HiddenByLock />
  if (data !== undefined) return children(data)
  if (error === null || isSignedOut(error)) return <LoadingBlocks rows={rows} of={of} />
  return (
    <Note
      tone="waiting"
      icon={AttentionIcon}
      say="alert"
      title={shellTexts.failed}
      acts={
        <Button working={query.isFetching} onPress={() => void query.refetch()}>
          {shellTexts.again}
        </Button>
      }
    >
      {error instanceof RefusedError ? problemWords(error.problem) : shellTexts.problem.internal}
    </Note>
  )
}

/** The front door, or the page of the lock, is on its way: a refusal would only flash by. */
function isSignedOut(error: Error): boolean {
  if (!(error instanceof RefusedError)) return false
  return error.problem.code === 'sign-in-required' || error.problem.code === 'session-locked'
}
