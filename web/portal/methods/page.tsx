// The methods of proof: what each answers for and when it last did. Strongest first, never by what is easy.
import { useQuery } from '@tanstack/react-query'
import type { ChangeView, MethodView } from '../../../src/features/methods/contract.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { PasswordIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { Shown } from '../settings-lock/locked.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { useWhen } from '../shell/when.ts'
import { methodsQuery } from './queries.ts'
import { MethodRow } from './row.tsx'
import { methodsTexts as words } from './texts.ts'
import { Waiting } from './waiting.tsx'
import './methods.css'

const GRADES = ['A', 'B', 'C'] as const

const margin = [
  words.margin.changes,
  {
    title: words.margin.purpose.title,
    text: (
      <>
        <p>{words.margin.purpose.text}</p>
        <p>
          <Link href="/security/identities">{words.margin.byPurpose}</Link>
        </p>
      </>
    ),
  },
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
    <Page title={words.title} lead={words.lead} index={useSecurityIndex('/security/methods')} margin={margin}>
      <Shown>
        <p className="add-method">
          <ButtonLink kind="primary" href="/security/methods/add">
            {words.add}
          </ButtonLink>
        </p>
        <Loaded query={query} of="sheets">
          {({ methods, waiting, passwordChangedAt }) => (
            <div className="method-groups">
              <Waiting changes={waiting} />
              {GRADES.map((grade) => (
                <Grade key={grade} grade={grade} all={methods} waiting={waiting} />
              ))}
              <Section title={words.beside}>
                <ul className="sheet methods">
                  <Password changedAt={passwordChangedAt} />
                  <Pin />
                </ul>
              </Section>
            </div>
          )}
        </Loaded>
      </Shown>
    </Page>
  )
}

type GradeProps = {
  readonly grade: MethodView['grade']
  readonly all: readonly MethodView[]
  readonly waiting: readonly ChangeView[]
}

function Grade({ grade, all, waiting }: GradeProps) {
  const methods = all.filter((one) => one.grade === grade)
  if (methods.length === 0) return null
  return (
    <Section title={words.grades[grade]} first>
      <ul className="sheet methods">
        {methods.map((method) => (
          <MethodRow key={method.id} method={method} all={all} waiting={waiting} />
        ))}
      </ul>
    </Section>
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

function Pin() {
  const said = words.pin
  return (
    <li>
      <PasswordIcon size="l" />
      <div className="body">
        <h3>{said.name}</h3>
        <p className="sm muted">{said.text}</p>
      </div>
      <div className="act">
        <ButtonLink href="/security/pin" name={said.actName}>
          {said.act}
        </ButtonLink>
      </div>
    </li>
  )
}
