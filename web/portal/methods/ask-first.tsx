// The press that puts a method before the others of a purpose. It takes no proof: it opens nothing to anyone.
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import type { Purpose } from '../../../src/lib/purposes.ts'
import { Button } from '../../ui/button.tsx'
import { findFocus } from '../../ui/page.tsx'
import { sayDone } from '../../ui/toast.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { refusedWords } from './refused.ts'
import { methodsTexts as words } from './texts.ts'

export type AskFirstProps = { readonly method: MethodView; readonly purpose: Purpose }

export function AskFirst({ method, purpose }: AskFirstProps) {
  const queries = useQueryClient()
  const [message, setMessage] = useState<string>()
  const ask = async () => {
    const answer = await client.methods.askFirst({ id: method.id, purpose })
    if (!answer.ok) return setMessage(refusedWords(answer.problem))
    sayDone(words.nowFirst(method.name, words.inside[purpose]))
    await queries.invalidateQueries()
    findFocus()
  }
  return (
    <>
      <Button
        kind="quiet"
        name={words.askFirstOf(method.name, words.inside[purpose])}
        onPress={() => void ask()}
      >
        {words.askFirst}
      </Button>
      <ProblemNote message={message} />
    </>
  )
}
