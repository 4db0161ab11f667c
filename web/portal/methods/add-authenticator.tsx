// Another authenticator: those that are on stay as they are.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { AuthenticatorSetup } from '../../factors/authenticator.tsx'
import { CodeForm } from '../../factors/code-form.tsx'
import { factorsTexts } from '../../factors/texts.ts'
import { client, must } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import type { Added } from './finish.tsx'
import { AddedNote, Finish } from './finish.tsx'

const words = addTexts.authenticator

export function AddAuthenticatorPage() {
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
        <Finish enrolment={enrolment} kind="totp" grade="B" name={words.name} asksName onAdded={setAdded} />
      )}
      {enrolment === undefined && <SetUp onConfirmed={setEnrolment} />}
    </AddPage>
  )
}

function SetUp({ onConfirmed }: { readonly onConfirmed: (enrolment: string) => void }) {
  const begun = useQuery({
    queryKey: ['begin', 'totp'],
    queryFn: () => must(client.methods.begin({ method: 'totp' })),
    // The key is a secret: it is not kept when the page is left.
    staleTime: Infinity,
    gcTime: 0,
  })
  return (
    <Loaded query={begun} rows={5}>
      {({ enrolment, shown }) => (
        <>
          {shown.kind === 'setup-key' && <AuthenticatorSetup uri={shown.uri} keyText={shown.key} />}
          <CodeForm
            label={factorsTexts.authenticator.code}
            act={words.act}
            focusFirst={false}
            send={async (code) => {
              const answer = await client.methods.confirm({ enrolment, answer: { method: 'totp', code } })
              if (!answer.ok) return answer.problem
              onConfirmed(enrolment)
              return undefined
            }}
          />
        </>
      )}
    </Loaded>
  )
}
