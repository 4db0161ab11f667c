// The number: set at once, replaced at once with a code from the old one, and without it in a day.
import { useState } from 'react'
import { CodeForm } from '../../factors/code-form.tsx'
import { Button, LinkButton } from '../../ui/button.tsx'
import { RadioField } from '../../ui/choice-fields.tsx'
import { Section } from '../../ui/page.tsx'
import { addTexts } from '../methods/add-texts.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { NewContact } from './new-contact.tsx'
import { contactRefusal } from './refused.ts'
import { contactsTexts } from './texts.ts'
import { useContactChange } from './use-contact-change.tsx'

const words = contactsTexts.phone
const problems: Readonly<Record<string, string>> = { ...addTexts.sms.number.problems, missing: words.missing }
const wrongOf = (problem: string): string => problems[problem] ?? words.missing

export type PhoneProps = { readonly masked: string | null; readonly texts: boolean }
type Ready = { readonly claim: string; readonly address: string }

export function Phone({ masked, texts }: PhoneProps) {
  const [changing, setChanging] = useState(false)
  const [ready, setReady] = useState<Ready>()
  const close = () => {
    setChanging(false)
    setReady(undefined)
  }
  const { run, message, dialog } = useContactChange(close)
  const remove = () =>
    run({
      call: (options) => client.contacts.removePhone({}, options),
      title: words.ask.remove,
      approve: words.act.remove,
      done: words.done,
    })
  return (
    <Section title={words.title}>
      <p>{masked === null ? texts ? words.none : words.noTexts : <b>{masked}</b>}</p>
      {!changing && (
        <p className="row">
          {texts && (
            <LinkButton onPress={() => setChanging(true)}>
              {masked === null ? words.set : words.change}
            </LinkButton>
          )}
          {masked !== null && <LinkButton onPress={() => void remove()}>{words.remove}</LinkButton>}
        </p>
      )}
      <ProblemNote message={message} />
      {changing && ready === undefined && (
        <NewContact
          kind="tel"
          label={words.label}
          hint={words.hint}
          begin={(to) => client.contacts.beginPhone({ to })}
          wrongOf={wrongOf}
          onConfirmed={(claim, address) => setReady({ claim, address })}
          onLeave={close}
        />
      )}
      {ready !== undefined && <Keep {...ready} isFirst={masked === null} onDone={close} />}
      {dialog}
    </Section>
  )
}

type KeepProps = Ready & { readonly isFirst: boolean; readonly onDone: () => void }

function Keep({ claim, address, isFirst, onDone }: KeepProps) {
  const [hasOld, setHasOld] = useState(true)
  const [asked, setAsked] = useState<string>()
  const [problem, setProblem] = useState<string>()
  const { run, working, message, dialog } = useContactChange(onDone)
  const act = isFirst ? 'set' : 'change'
  const input = { claim, to: address }
  const keep = () =>
    run({
      call: (options) =>
        isFirst ? client.contacts.setPhone(input, options) : client.contacts.changePhone(input, options),
      title: words.ask[act],
      approve: words.act[act],
      done: words.done,
    })
  const goOn = async () => {
    if (isFirst || !hasOld) return keep()
    const answer = await client.contacts.askOld({ claim })
    if (answer.ok) setAsked(answer.value.to)
    else setProblem(contactRefusal(answer.problem))
  }
  return (
    <>
      {asked === undefined ? (
        <form
          className="narrow front-act"
          noValidate
          onSubmit={(event) => {
            event.preventDefault()
            void goOn()
          }}
        >
          {!isFirst && (
            <RadioField
              name="old"
              legend={words.old.legend}
              value={hasOld ? 'yes' : 'no'}
              onChange={(value) => setHasOld(value === 'yes')}
              choices={[
                { value: 'yes', ...words.old.yes },
                { value: 'no', ...words.old.no },
              ]}
            />
          )}
          <ProblemNote message={message ?? problem} />
          <p className="row front-act">
            <Button kind="primary" type="submit" working={working}>
              {words.act[act]}
            </Button>
            <Button kind="quiet" onPress={onDone}>
              {contactsTexts.leave}
            </Button>
          </p>
        </form>
      ) : (
        <CodeForm
          label={contactsTexts.codeFrom(asked)}
          act={contactsTexts.confirm}
          from="mail"
          send={async (code) => {
            const answer = await client.contacts.confirmOld({ claim, code })
            if (!answer.ok) return answer.problem
            setAsked(undefined)
            await keep()
            return undefined
          }}
        />
      )}
      {dialog}
    </>
  )
}
