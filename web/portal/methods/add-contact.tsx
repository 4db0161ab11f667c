// Codes by email to the confirmed mailbox, or by text message. What each costs in safety is said first.
import { useState } from 'react'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import type { ConfirmContactProps } from './confirm-contact.tsx'
import { ConfirmContact } from './confirm-contact.tsx'
import type { Added } from './finish.tsx'
import { AddedNote, Finish } from './finish.tsx'

type Contact = Pick<ConfirmContactProps, 'method'> & {
  readonly words: typeof addTexts.email | typeof addTexts.sms
}

export const AddEmailPage = () => <AddContact method="email-code" words={addTexts.email} />
export const AddSmsPage = () => <AddContact method="sms-code" words={addTexts.sms} />

function AddContact({ method, words }: Contact) {
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
        <Finish enrolment={enrolment} kind={method} grade="C" name={words.name} onAdded={setAdded} />
      )}
      {enrolment === undefined && <ConfirmContact method={method} words={words} onConfirmed={setEnrolment} />}
    </AddPage>
  )
}
