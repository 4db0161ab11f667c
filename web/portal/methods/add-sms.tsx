// Codes by text message. What it costs in safety is said first: it is the weakest method there is.
import { useState } from 'react'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import { ConfirmContact } from './confirm-contact.tsx'
import type { Added } from './finish.tsx'
import { AddedNote, Finish } from './finish.tsx'

const words = addTexts.sms

export function AddSmsPage() {
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
        <Finish enrolment={enrolment} kind="sms-code" grade="C" name={words.name} onAdded={setAdded} />
      )}
      {enrolment === undefined && (
        <ConfirmContact method="sms-code" words={words} onConfirmed={setEnrolment} />
      )}
    </AddPage>
  )
}
