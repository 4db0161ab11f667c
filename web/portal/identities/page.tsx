// For each purpose: what answers, which is asked first, and what waits. One method may stand under several purposes.
import { useQuery } from '@tanstack/react-query'
import type { MethodView } from '../../../src/features/methods/contract.ts'
import { METHOD_ICONS } from '../../factors/choices.ts'
import { ButtonLink } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../ui/clock.ts'
import { alternatives, list, moment } from '../../ui/format.ts'
import { AttentionIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { Note } from '../../ui/note.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { addTexts } from '../methods/add-texts.ts'
import { AskFirst } from '../methods/ask-first.tsx'
import { methodsQuery, profileQuery } from '../methods/queries.ts'
import { StateChip } from '../methods/row.tsx'
import { methodsTexts } from '../methods/texts.ts'
import { Holds } from '../methods/waiting.tsx'
import { addAddress } from '../methods/wanted.ts'
import { stateOf } from '../methods/ways.ts'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { useWhen } from '../shell/when.ts'
import type { Answerer, Given, Identity } from './identity.ts'
import { identitiesOf } from './identity.ts'
import { identitiesTexts as words } from './texts.ts'
import '../methods/methods.css'
import './identities.css'

const margin = [
  words.margin.first,
  words.margin.standIns,
  methodsTexts.margin.purpose,
  {
    title: words.margin.methods.title,
    text: (
      <p>
        <Link href="/security/methods">{words.margin.methods.link}</Link>
      </p>
    ),
  },
]

export function IdentitiesPage() {
  const listed = useQuery(methodsQuery)
  const profile = useQuery(profileQuery)
  return (
    <Page
      title={words.title}
      lead={words.lead}
      index={useSecurityIndex('/security/identities')}
      margin={margin}
    >
      <Loaded query={listed} of="sheets">
        {({ methods, waiting }) => (
          <Loaded query={profile} of="sheets">
            {({ purposes }) => <Purposes methods={methods} waiting={waiting} allowances={purposes} />}
          </Loaded>
        )}
      </Loaded>
    </Page>
  )
}

function Purposes(given: Given) {
  const now = useNow()
  return (
    <div className="identities">
      {identitiesOf(given, now).map((identity) => (
        <PurposeSection key={identity.purpose} identity={identity} given={given} />
      ))}
    </div>
  )
}

type SectionProps = { readonly identity: Identity; readonly given: Given }

function PurposeSection({ identity, given }: SectionProps) {
  const { purpose, by, rows, waiting } = identity
  const inside = methodsTexts.inside[purpose]
  return (
    <Section title={methodsTexts.purposes[purpose]} first>
      <div className="identity">
        <p className="sm muted">{addTexts.use.purposes[purpose].hint}</p>
        <Whose identity={identity} />
        <Door identity={identity} />
        {rows.length > 0 && (
          <ul className="sheet answerers">
            {rows.map((row) => (
              <Row key={row.method.id} row={row} identity={identity} given={given} />
            ))}
          </ul>
        )}
        {by === 'sign-in' && (
          <p>
            <ButtonLink href={addAddress('/security/methods/add', purpose)}>{words.add(inside)}</ButtonLink>
          </p>
        )}
        {waiting.length > 0 && <Holds changes={waiting} />}
      </div>
    </Section>
  )
}

/** Where nothing answers, or nothing yet. */
function Door({ identity: { purpose, by, door } }: { readonly identity: Identity }) {
  const now = useNow()
  const inside = methodsTexts.inside[purpose]
  if (door.kind === 'open') return null
  if (door.kind === 'shut')
    return (
      <Note tone="waiting" icon={AttentionIcon} title={words.shut.title(inside)}>
        {by === 'own' ? words.shut.own : words.shut.lent}
      </Note>
    )
  return (
    <Note tone="waiting" title={words.notYet.title(inside, moment(door.opensAt, now))}>
      {words.notYet.text}
    </Note>
  )
}

/** Where methods of sign-in answer, for a purpose without its own or beside its first one. */
function Whose({ identity: { purpose, by, rows, leftOut, beside } }: { readonly identity: Identity }) {
  if (beside.length > 0) return <p className="sm">{words.beside(alternatives(namesOf(beside)))}</p>
  if (by === 'own' || rows.length === 0) return null
  return (
    <p className="sm">
      {words.lent(methodsTexts.inside[purpose])}
      {leftOut.length > 0 && ` ${words.tooWeak(list(namesOf(leftOut)), leftOut.length)}`}
    </p>
  )
}

const namesOf = (those: readonly MethodView[]): readonly string[] => those.map(({ name }) => name)

type RowProps = SectionProps & { readonly row: Answerer }

function Row({ row, identity, given }: RowProps) {
  const { method, state, first, mayBeFirst } = row
  const when = useWhen()
  const MethodIcon = METHOD_ICONS[method.method]
  // One that stands in goes when it goes from sign-in.
  const change = stateOf(method, identity.by === 'own' ? identity.purpose : 'sign-in', given.waiting)
  const isFirstDay = identity.beside.length > 0 && state === 'young'
  const parts = [
    methodsTexts.grades[method.grade],
    method.detail ?? undefined,
    sayState(row, identity, when.inside(method.ripeAt)),
  ]
  return (
    <li>
      <MethodIcon size="l" />
      <div className="body">
        <h3>{method.name}</h3>
        <p className="cap">{parts.filter((part) => part !== undefined).join('. ')}</p>
      </div>
      <div className="marks">
        {(state === 'lost' || change.kind === 'turning-off') && <StateChip state={change} />}
        {isFirstDay && <Chip tone="waiting">{words.firstDay}</Chip>}
        {first === 'now' && !(isFirstDay && identity.rows.length === 1) && (
          <Chip tone="safe">{methodsTexts.askedFirst}</Chip>
        )}
        {mayBeFirst && <AskFirst method={method} purpose={identity.purpose} />}
      </div>
    </li>
  )
}

function sayState(
  { state, first }: Answerer,
  { purpose, beside }: Identity,
  ripe: string,
): string | undefined {
  switch (state) {
    case 'answers':
      return undefined
    case 'lost':
      return words.lost
    case 'not-allowed':
      return words.notAllowed
    case 'young':
      if (purpose === 'sign-in') return methodsTexts.unripe(ripe)
      if (beside.length > 0) return words.aloneFrom(ripe)
      return first === 'then' ? words.firstFrom(ripe) : words.from(ripe)
  }
}
