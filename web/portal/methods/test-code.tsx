// A code of the list is tested: good, used, or none of it. Nothing is spent, and nothing is proved.
import { useState } from 'react'
import { z } from 'zod'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Note } from '../../ui/note.tsx'
import { useForm } from '../../ui/use-form.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { refusedWords } from './refused.ts'
import { methodsTexts } from './texts.ts'

const words = methodsTexts.codes.test
const form = z.object({ code: z.string().trim().min(1).max(40) })

export function TestCode({ id }: { readonly id: string }) {
  const [isGood, setGood] = useState(false)
  const test = useForm({
    schema: form,
    initial: { code: '' },
    words: { code: words.missing },
    send: async ({ code }) => {
      setGood(false)
      const answer = await client.methods.testCode({ id, code })
      if (!answer.ok) return { message: refusedWords(answer.problem) }
      const { code: found } = answer.value
      if (found !== 'good') return { fields: { code: words[found] } }
      setGood(true)
      return undefined
    },
  })
  return (
    <form className="rename" noValidate onSubmit={(event) => void test.submit(event)}>
      <Field
        label={words.label}
        hint={words.hint}
        autoComplete="off"
        maxLength={40}
        mono
        {...test.field('code')}
      />
      <Button type="submit" working={test.working}>
        {words.act}
      </Button>
      <ProblemNote message={test.message} />
      {isGood && <Note say="status" title={words.good} />}
    </form>
  )
}
