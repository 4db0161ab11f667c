// What can be added, the strongest first.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { Purpose } from '../../../src/lib/purposes.ts'
import { browserHasKeys } from '../../factors/key.ts'
import { factorsTexts } from '../../factors/texts.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import type { Icon } from '../../ui/icons.tsx'
import { AuthenticatorIcon, BackupCodesIcon, KeyIcon, MailIcon, SmsIcon } from '../../ui/icons.tsx'
import { Section } from '../../ui/page.tsx'
import { AddPage } from './add-page.tsx'
import { addTexts } from './add-texts.ts'
import { methodsQuery } from './queries.ts'
import { methodsTexts } from './texts.ts'
import { addAddress, wantedPurpose } from './wanted.ts'
import { ALLOWED } from './ways.ts'

const words = addTexts.list

type Kind = 'key' | 'authenticator' | 'backup-codes' | 'email' | 'sms'
type Kinds = readonly {
  readonly grade: keyof typeof methodsTexts.grades
  readonly kinds: readonly { readonly kind: Kind; readonly icon: Icon; readonly once?: true }[]
}[]
const METHOD_OF = {
  key: 'webauthn',
  authenticator: 'totp',
  'backup-codes': 'backup-code',
  email: 'email-code',
  sms: 'sms-code',
} as const satisfies Record<Kind, keyof typeof ALLOWED>
/** `once`: an account has one at most. */
const GROUPS: Kinds = [
  { grade: 'A', kinds: [{ kind: 'key', icon: KeyIcon }] },
  {
    grade: 'B',
    kinds: [
      { kind: 'authenticator', icon: AuthenticatorIcon },
      { kind: 'backup-codes', icon: BackupCodesIcon, once: true },
    ],
  },
  {
    grade: 'C',
    kinds: [
      { kind: 'email', icon: MailIcon, once: true },
      { kind: 'sms', icon: SmsIcon, once: true },
    ],
  },
]

export function AddMethodPage() {
  const { data } = useQuery(methodsQuery)
  const [wanted] = useState(wantedPurpose)
  const has = (kind: Kind) => data?.methods.some(({ method }) => method === METHOD_OF[kind]) === true
  const serves = (kind: Kind) => wanted === undefined || ALLOWED[METHOD_OF[kind]].includes(wanted)
  const offered = GROUPS.map(({ grade, kinds }) => ({
    grade,
    kinds: kinds.filter(({ kind }) => serves(kind) && (kind !== 'sms' || data?.texts === true)),
  })).filter(({ kinds }) => kinds.length > 0)
  return (
    <AddPage title={words.title} lead={words.lead}>
      <div className="method-groups">
        {offered.map(({ grade, kinds }) => (
          <Section key={grade} title={methodsTexts.grades[grade]} first>
            <ul className="sheet methods">
              {kinds.map(({ kind, icon, once }) => (
                <Addable
                  key={kind}
                  kind={kind}
                  icon={icon}
                  isThere={once === true && has(kind)}
                  wanted={wanted}
                />
              ))}
            </ul>
          </Section>
        ))}
      </div>
    </AddPage>
  )
}

type AddableProps = {
  readonly kind: Kind
  readonly icon: Icon
  readonly isThere: boolean
  readonly wanted: Purpose | undefined
}

function Addable({ kind, icon: KindIcon, isThere, wanted }: AddableProps) {
  const { name, text, act } = words[kind]
  const isImpossible = kind === 'key' && !browserHasKeys()
  return (
    <li>
      <KindIcon size="l" />
      <div className="body">
        <h3>
          {name} {kind === 'key' && <Chip tone="safe">{words.recommended}</Chip>}
          {isThere && <Chip tone="safe">{words.there}</Chip>}
        </h3>
        <p className="sm muted">{text}</p>
        {isImpossible && <p className="sm">{factorsTexts.key.trouble.unsupported}</p>}
      </div>
      {!isThere && !isImpossible && (
        <div className="act">
          <ButtonLink
            kind={kind === 'key' ? 'primary' : 'secondary'}
            href={addAddress(`/security/methods/add/${kind}`, wanted)}
          >
            {act}
          </ButtonLink>
        </div>
      )}
    </li>
  )
}
