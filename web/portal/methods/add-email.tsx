// Codes by email, to the confirmed mailbox of the account. What it costs in safety is said first.
import { useState } from 'react'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import { ConfirmContact } from './confirm-contact.tsx'
import type { Added } from './finish.tsx'
import { AddedNote, Finish } from './finish.tsx'

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
      {enrolment === undefined && (
        <ConfirmContact method="email-code" words={words} onConfirmed={setEnrolment} />
      )}
    </AddPage>
  )
}
