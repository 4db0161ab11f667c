// What can be added, the strongest first.
import { useQuery } from '@tanstack/react-query'
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

const words = addTexts.list

type Kind = 'key' | 'authenticator' | 'backup-codes' | 'email' | 'sms'
type Kinds = readonly {
  readonly grade: keyof typeof methodsTexts.grades
  readonly kinds: readonly { readonly kind: Kind; readonly icon: Icon; readonly once?: string }[]
}[]
/** `once`: the method of which an account has one at most. */
const GROUPS: Kinds = [
  { grade: 'A', kinds: [{ kind: 'key', icon: KeyIcon }] },
  {
    grade: 'B',
    kinds: [
      { kind: 'authenticator', icon: AuthenticatorIcon },
      { kind: 'backup-codes', icon: BackupCodesIcon, once: 'backup-code' },
    ],
  },
  {
    grade: 'C',
    kinds: [
      { kind: 'email', icon: MailIcon, once: 'email-code' },
      { kind: 'sms', icon: SmsIcon, once: 'sms-code' },
    ],
  },
]

export function AddMethodPage() {
  const { data } = useQuery(methodsQuery)
  const has = (method: string | undefined) => data?.methods.some((one) => one.method === method) === true
  return (
    <AddPage title={words.title} lead={words.lead}>
      <div className="method-groups">
        {GROUPS.map(({ grade, kinds }) => (
          <Section key={grade} title={methodsTexts.grades[grade]} first>
            <ul className="sheet methods">
              {kinds
                .filter(({ kind }) => kind !== 'sms' || data?.texts === true)
                .map(({ kind, icon, once }) => (
                  <Addable key={kind} kind={kind} icon={icon} isThere={has(once)} />
                ))}
            </ul>
          </Section>
        ))}
      </div>
    </AddPage>
  )
}

type AddableProps = { readonly kind: Kind; readonly icon: Icon; readonly isThere: boolean }

function Addable({ kind, icon: KindIcon, isThere }: AddableProps) {
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
          <ButtonLink kind={kind === 'key' ? 'primary' : 'secondary'} href={`/security/methods/add/${kind}`}>
            {act}
          </ButtonLink>
        </div>
      )}
    </li>
  )
}
