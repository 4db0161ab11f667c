// The email: a code from the new one, then how much can be proved decides how long it waits.
import { useState } from 'react'
import type { CallOptions } from '../../../sdk/client.ts'
import { Button, LinkButton } from '../../ui/button.tsx'
import { RadioField, SelectField } from '../../ui/choice-fields.tsx'
import { Section } from '../../ui/page.tsx'
import { useSeconds } from '../methods/seconds.ts'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { NewContact } from './new-contact.tsx'
import { contactsTexts } from './texts.ts'
import { useContactChange } from './use-contact-change.tsx'

const words = contactsTexts.email
type Ready = { readonly claim: string; readonly address: string }

export function Email({ masked, first }: { readonly masked: string; readonly first: boolean }) {
  const [changing, setChanging] = useState(false)
  const [ready, setReady] = useState<Ready>()
  const close = () => {
    setChanging(false)
    setReady(undefined)
  }
  return (
    <Section title={words.title} first={first}>
      <p>
        <b>{masked}</b>
      </p>
      {!changing && (
        <p>
          <LinkButton onPress={() => setChanging(true)}>{words.change}</LinkButton>
        </p>
      )}
      {changing && ready === undefined && (
        <NewContact
          kind="email"
          label={words.label}
          hint={words.hint}
          begin={(email) => client.contacts.beginEmail({ email })}
          wrongOf={() => words.wrong}
          onConfirmed={(claim, address) => setReady({ claim, address })}
          onLeave={close}
        />
      )}
      {ready !== undefined && <How {...ready} onDone={close} />}
    </Section>
  )
}

type Way = 'both' | 'lost' | 'two'
const WAYS: readonly Way[] = ['both', 'lost', 'two']

function How({ claim, address, onDone }: Ready & { readonly onDone: () => void }) {
  const [way, setWay] = useState<Way>('both')
  const [chosen, setChosen] = useState<string>()
  const { run, working, message, dialog } = useContactChange(onDone)
  const seconds = useSeconds()
  const second = chosen ?? seconds[0]?.value
  const isPossible = way !== 'two' || second !== undefined
  const input = { claim, email: address }
  const call = (options: CallOptions) =>
    way === 'both'
      ? client.contacts.changeEmail(input, options)
      : way === 'lost' || second === undefined
        ? client.contacts.replaceEmail(input, options)
        : client.contacts.replaceEmailByTwo({ ...input, second }, options)
  return (
    <>
      <form
        className="narrow front-act"
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          if (isPossible)
            void run({ call, title: words.title2(address), approve: words.act, done: words.done })
        }}
      >
        <RadioField
          name="way"
          legend={words.how.legend}
          value={way}
          onChange={(value) => setWay(WAYS.find((one) => one === value) ?? 'both')}
          choices={WAYS.map((value) => ({ value, ...words.how[value] }))}
        />
        {way === 'two' && second !== undefined && (
          <SelectField label={words.second} value={second} onChange={setChosen} choices={seconds} />
        )}
        <ProblemNote message={isPossible ? message : words.noSecond} />
        <p className="row front-act">
          <Button kind="primary" type="submit" working={working}>
            {words.act}
          </Button>
          <Button kind="quiet" onPress={onDone}>
            {contactsTexts.leave}
          </Button>
        </p>
      </form>
      {dialog}
    </>
  )
}
