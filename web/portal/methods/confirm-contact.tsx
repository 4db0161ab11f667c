// A mailbox or a number that is to get codes: what it costs in safety, then one code that shows it is there.
import { useState } from 'react'
import { CodeForm } from '../../factors/code-form.tsx'
import { CodeState } from '../../factors/code-state.tsx'
import { HelpLink } from '../../factors/help-link.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { addTexts } from './add-texts.ts'
import { refusedWords } from './refused.ts'

const number = addTexts.sms.number
const numberProblems: Readonly<Record<string, string>> = number.problems

export type ConfirmContactProps = {
  readonly method: 'email-code' | 'sms-code'
  readonly words: {
    readonly warning: { readonly title: string; readonly text: string }
    readonly send: string
    readonly act: string
  }
  readonly onConfirmed: (enrolment: string) => void
}
type Begun = { readonly enrolment: string; readonly to: string; readonly message: string | undefined }

export function ConfirmContact({ method, words, onConfirmed }: ConfirmContactProps) {
  const [to, setTo] = useState('')
  const [wrong, setWrong] = useState<string>()
  const [begun, setBegun] = useState<Begun>()
  const [working, setWorking] = useState(false)
  const [message, setMessage] = useState<string>()
  const asksNumber = method === 'sms-code'
  const send = async () => {
    if (asksNumber && to.trim() === '') return setWrong(number.missing)
    setWorking(true)
    const answer = await client.methods.begin({ method, ...(asksNumber && { to }) })
    setWorking(false)
    setWrong(undefined)
    setMessage(undefined)
    if (answer.ok) {
      const { enrolment, shown } = answer.value
      const { to: masked, message: sent } = shown.kind === 'sent' ? shown : { to: '', message: undefined }
      return setBegun({ enrolment, to: masked, message: sent })
    }
    const about = answer.problem.problems?.find(({ field }) => field === 'to')
    if (about) return setWrong(numberProblems[about.problem] ?? number.problems['no-number'])
    setMessage(refusedWords(answer.problem))
  }
  const confirm = async (enrolment: string, code: string) => {
    const answer = await client.methods.confirm({ enrolment, answer: { method, code } })
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
        <form
          className="front-act"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void send()
          }}
        >
          {asksNumber && (
            <Field
              label={number.label}
              hint={number.hint}
              autoComplete="tel"
              inputMode="tel"
              value={to}
              error={wrong}
              onChange={setTo}
            />
          )}
          <p className="front-act">
            <Button kind="primary" type="submit" working={working}>
              {words.send}
            </Button>
          </p>
        </form>
      ) : (
        <div className="front-act">
          <p className="on-way" role="status">
            {factorsTexts.sent.onWay(begun.to)}
          </p>
          <CodeForm
            key={begun.enrolment}
            label={factorsTexts.sent.label[method]}
            act={words.act}
            from="mail"
            send={(code) => confirm(begun.enrolment, code)}
          />
          <div className="front-act sm stack-s">
            <CodeState message={begun.message} by={method} />
            <p>
              <LinkButton onPress={() => void send()}>{factorsTexts.sent.again}</LinkButton>
            </p>
            <p>
              {asksNumber ? (
                <HelpLink topic="no-text">{factorsTexts.sent.noText}</HelpLink>
              ) : (
                <HelpLink topic="no-mail">{factorsTexts.sent.noMail}</HelpLink>
              )}
            </p>
          </div>
        </div>
      )}
      <ProblemNote message={message} />
    </>
  )
}
