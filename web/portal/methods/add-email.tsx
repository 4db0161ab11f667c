// Codes by email, to the confirmed mailbox of the account. What it costs in safety is said first.
import { useState } from 'react'
import { CodeForm } from '../../factors/code-form.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import type { Added } from './finish.tsx'
import { AddedNote, Finish } from './finish.tsx'
import { refusedWords } from './refused.ts'

const words = addTexts.email

export function AddEmailPage() {
  const [enrolment, setEnrolment] = useState<string>()
  const [added, setAdded] = useState<Added>()
  return (
    <AddPage
      title={words.title}
      lead={words.lead}
      steps={words.steps}
      current={added === undefined ? (enrolment === undefined ? 0 : 1) : 2}
    >
      {added !== undefined && <AddedNote {...added} />}
      {enrolment !== undefined && added === undefined && (
        <Finish enrolment={enrolment} kind="email-code" grade="C" name={words.name} onAdded={setAdded} />
      )}
      {enrolment === undefined && <ConfirmMailbox onConfirmed={setEnrolment} />}
    </AddPage>
  )
}

type Begun = { readonly enrolment: string; readonly to: string }

function ConfirmMailbox({ onConfirmed }: { readonly onConfirmed: (enrolment: string) => void }) {
  const [begun, setBegun] = useState<Begun>()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const send = async () => {
    setWorking(true)
    const answer = await client.methods.begin({ method: 'email-code' })
    setWorking(false)
    if (!answer.ok) return setMessage(refusedWords(answer.problem))
    setMessage(undefined)
    const { enrolment, shown } = answer.value
    setBegun({ enrolment, to: shown.kind === 'sent' ? shown.to : '' })
  }
  const confirm = async (enrolment: string, code: string) => {
    const answer = await client.methods.confirm({ enrolment, answer: { method: 'email-code', code } })
    if (!answer.ok) return answer.problem
    onConfirmed(enrolment)
    return undefined
  }
  return (
    <>
      <Note tone="waiting" icon={AttentionIcon} title={words.warning.title}>
        {words.warning.text}
      </Note>
      {begun === undefined ? (
        <p className="front-act">
          <Button kind="primary" working={working} onPress={() => void send()}>
            {words.send}
          </Button>
        </p>
      ) : (
        <div className="front-act">
          <p className="on-way" role="status">
            {factorsTexts.sent.onWay(begun.to)}
          </p>
          <CodeForm
            key={begun.enrolment}
            label={factorsTexts.sent.label['email-code']}
            act={words.act}
            from="mail"
            send={(code) => confirm(begun.enrolment, code)}
          />
          <p className="front-act sm">
            <LinkButton onPress={() => void send()}>{factorsTexts.sent.again}</LinkButton>
          </p>
        </div>
      )}
      <ProblemNote message={message} />
    </>
  )
}
