// The methods of proof: what each answers for and when it last did. Strongest first, never by what is easy.
import { useQuery } from '@tanstack/react-query'
import type { z } from 'zod'
import type { methodView } from '../../../src/features/methods/contract.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { AuthenticatorIcon, PasswordIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { securityIndex } from '../shell/security-index.ts'
import { useWhen } from '../shell/when.ts'
import { methodsQuery } from './queries.ts'
import { methodsTexts as words } from './texts.ts'
import './methods.css'

type MethodView = z.output<typeof methodView>

const GRADES = ['A', 'B', 'C'] as const
const PURPOSES = ['sign-in', 'funding', 'trading'] as const

const margin = [
  words.margin.purpose,
  {
    title: words.margin.lost.title,
    text: (
      <p>
        <Link href="/help#lost-phone">{words.margin.lost.link}</Link>
      </p>
    ),
  },
]

export function MethodsPage() {
  const query = useQuery(methodsQuery)
  return (
    <Page title={words.title} lead={words.lead} index={securityIndex('/security/methods')} margin={margin}>
      <Loaded query={query} of="sheets">
        {({ methods, passwordChangedAt }) => (
          <>
            {GRADES.map((grade) => (
              <Grade
                key={grade}
                title={words.grades[grade]}
                methods={methods.filter((one) => one.grade === grade)}
              />
            ))}
            <Section title={words.beside}>
              <ul className="sheet methods">
                <Password changedAt={passwordChangedAt} />
              </ul>
            </Section>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Grade({ title, methods }: { readonly title: string; readonly methods: readonly MethodView[] }) {
  if (methods.length === 0) return null
  return (
    <Section title={title} first>
      <ul className="sheet methods">
        {methods.map((method) => (
          <Method key={method.id ?? method.method} method={method} />
        ))}
      </ul>
    </Section>
  )
}

function Method({ method }: { readonly method: MethodView }) {
  const when = useWhen()
  return (
    <li>
      <AuthenticatorIcon size="l" />
      <div className="body">
        <h3>{method.name}</h3>
        <p className="sm muted">{method.method === 'totp' ? words.truth.totp : words.truth.other}</p>
        <p className="cap">
          {words.added(when.inside(method.addedAt))}
          {method.lastUsedAt !== null && `. ${words.used(when.inside(method.lastUsedAt))}`}
        </p>
      </div>
      <div className="purposes">
        {PURPOSES.map((purpose) => (
          <span className="purpose" key={purpose}>
            {words.purposes[purpose]}{' '}
            {method.purposes.includes(purpose) ? (
              <Chip tone="safe">{words.on}</Chip>
            ) : (
              <Chip tone="plain">{words.off}</Chip>
            )}
          </span>
        ))}
      </div>
    </li>
  )
}

function Password({ changedAt }: { readonly changedAt: string }) {
  const when = useWhen()
  const said = words.password
  return (
    <li>
      <PasswordIcon size="l" />
      <div className="body">
        <h3>{said.name}</h3>
        <p className="sm muted">{said.text}</p>
        <p className="cap">{said.changed(when.inside(changedAt))}</p>
      </div>
      <div className="act">
        <ButtonLink href="/security/password" name={said.actName}>
          {said.act}
        </ButtonLink>
      </div>
    </li>
  )
}
