// A security key or passkey: which kind, its name, then the browser's own question.
import { useRef, useState } from 'react'
import { nameField } from '../../../src/lib/fields.ts'
import { browserHasKeys, makeKey } from '../../factors/key.ts'
import type { KeyKind } from '../../factors/key-kinds.tsx'
import { KeyKinds } from '../../factors/key-kinds.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { useKey } from '../../factors/use-key.ts'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { AttentionIcon, KeyIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { client } from '../shell/api.ts'
import { ProblemNote } from '../shell/problem-note.tsx'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import type { Added } from './finish.tsx'
import { AddedNote, Finish } from './finish.tsx'

const words = addTexts.key
type Made = { readonly enrolment: string; readonly name: string }

export function AddKeyPage() {
  const [made, setMade] = useState<Made>()
  const [added, setAdded] = useState<Added>()
  return (
    <AddPage
      title={words.title}
      lead={words.lead}
      steps={words.steps}
      current={added === undefined ? (made === undefined ? 0 : 1) : 2}
    >
      {added !== undefined && <AddedNote {...added} />}
      {made !== undefined && added === undefined && (
        <Finish {...made} kind="webauthn" grade="A" onAdded={setAdded} />
      )}
      {made === undefined && (browserHasKeys() ? <MakeKey onMade={setMade} /> : <NoKeys />)}
    </AddPage>
  )
}

function MakeKey({ onMade }: { readonly onMade: (made: Made) => void }) {
  const [kind, setKind] = useState<KeyKind>('passkey')
  const [typed, setTyped] = useState<string>()
  const [missing, setMissing] = useState(false)
  const enrolment = useRef('')
  const name = typed ?? words.names[kind]
  const key = useKey({
    ceremony: async () => {
      const begun = await client.methods.begin({ method: 'webauthn', key: kind })
      if (!begun.ok) return { problem: begun.problem }
      enrolment.current = begun.value.enrolment
      const { shown } = begun.value
      return makeKey(shown.kind === 'browser' ? shown.options : {})
    },
    send: async (response) => {
      const answer = await client.methods.confirm({
        enrolment: enrolment.current,
        answer: { method: 'webauthn', response },
      })
      if (!answer.ok) return answer.problem
      onMade({ enrolment: enrolment.current, name: nameField.parse(name) })
      return undefined
    },
  })
  return (
    <form
      className="narrow-form"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        const isNamed = nameField.safeParse(name).success
        setMissing(!isNamed)
        if (isNamed) key.give()
      }}
    >
      <KeyKinds value={kind} onChange={setKind} />
      <Field
        label={addTexts.name.label}
        hint={addTexts.name.hint}
        error={missing ? addTexts.name.wrong : undefined}
        autoComplete="off"
        maxLength={40}
        value={name}
        onChange={setTyped}
      />
      <p className="sm muted front-act">{factorsTexts.key.how}</p>
      <ProblemNote message={key.message} />
      <p className="front-act">
        <Button
          kind="primary"
          type="submit"
          icon={KeyIcon}
          working={key.working}
          workingText={factorsTexts.key.asking}
        >
          {words.act}
        </Button>
      </p>
    </form>
  )
}

const NoKeys = () => (
  <Note tone="waiting" icon={AttentionIcon} title={factorsTexts.key.none}>
    {factorsTexts.key.noneAlone}
  </Note>
)
