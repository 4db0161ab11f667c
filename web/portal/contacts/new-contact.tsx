// A new address or number: a code goes there, and is typed here. Nothing has changed after it.
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import { CodeForm } from '../../factors/code-form.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { contactRefusal } from './refused.ts'
import { contactsTexts as words } from './texts.ts'

type Begun = { readonly claim: string; readonly to: string }
type Answer = { readonly ok: true; readonly value: Begun } | { readonly ok: false; readonly problem: Problem }

export type NewContactProps = {
  readonly label: string
  readonly hint: string
  readonly kind: 'email' | 'tel'
  readonly begin: (address: string) => Promise<Answer>
  /** What is wrong with the field, in words. */
  readonly wrongOf: (problem: string) => string
  readonly onConfirmed: (claim: string, address: string) => void
  readonly onLeave: () => void
}

export function NewContact({ label, hint, kind, begin, wrongOf, onConfirmed, onLeave }: NewContactProps) {
  const [address, setAddress] = useState('')
  const [begun, setBegun] = useState<Begun>()
  const [wrong, setWrong] = useState<string>()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const send = async () => {
    if (address.trim() === '') return setWrong(wrongOf('missing'))
    setWorking(true)
    const answer = await begin(address)
    setWorking(false)
    setWrong(undefined)
    setMessage(undefined)
    if (answer.ok) return setBegun(answer.value)
    const about = answer.problem.problems?.[0]
    if (about) setWrong(wrongOf(about.problem))
    else setMessage(contactRefusal(answer.problem))
  }
  if (begun !== undefined)
    return (
      <>
        <p className="on-way" role="status">
          {words.onWay(begun.to)}
        </p>
        <CodeForm
          key={begun.claim}
          label={words.codeFrom(begun.to)}
          act={words.confirm}
          from="mail"
          send={async (code) => {
            const answer = await client.contacts.confirm({ claim: begun.claim, code })
            if (!answer.ok) return answer.problem
            onConfirmed(begun.claim, address.trim())
            return undefined
          }}
        />
        <p className="front-act sm">
          <LinkButton onPress={() => setBegun(undefined)}>{words.again}</LinkButton>
        </p>
      </>
    )
  return (
    <form
      className="narrow front-act"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        void send()
      }}
    >
      <Field
        label={label}
        hint={hint}
        autoComplete={kind}
        inputMode={kind}
        value={address}
        error={wrong}
        onChange={setAddress}
      />
      <ProblemNote message={message} />
      <p className="row front-act">
        <Button kind="primary" type="submit" working={working}>
          {words.send}
        </Button>
        <Button kind="quiet" onPress={onLeave}>
          {words.leave}
        </Button>
      </p>
    </form>
  )
}
