// What the platform has asked this client to approve: what is open first, then how the others ended.
import { useQuery } from '@tanstack/react-query'
import type { ApprovalView } from '../../../src/features/approvals/contract.ts'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../ui/clock.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Link } from '../../ui/link.tsx'
import { Page, Section } from '../../ui/page.tsx'
import { Loaded } from '../shell/loaded.tsx'
import { useWhen } from '../shell/when.ts'
import { approvalsQuery } from './queries.ts'
import { approvalsTexts as words } from './texts.ts'
import { CHIPS, nameOf, stateAt } from './words.ts'
import './approvals.css'

export function ApprovalsPage() {
  const query = useQuery(approvalsQuery)
  return (
    <Page title={words.title} lead={words.lead} margin={words.margin}>
      <Section title={words.listed} first>
        <Loaded query={query} of="sheets">
          {({ approvals }) =>
            approvals.length === 0 ? (
              <EmptyState title={words.none.title}>{words.none.text}</EmptyState>
            ) : (
              <ul className="sheet">
                {approvals.map((approval) => (
                  <Row key={approval.id} approval={approval} />
                ))}
              </ul>
            )
          }
        </Loaded>
      </Section>
    </Page>
  )
}

function Row({ approval }: { readonly approval: ApprovalView }) {
  const when = useWhen()
  const state = stateAt(approval, useNow())
  const said =
    state === 'open'
      ? words.asked(when.inside(approval.askedAt), when.inside(approval.expiresAt))
      : (state === 'expired' ? words.ended : words.decided)(
          when.inside(approval.decidedAt ?? approval.expiresAt),
        )
  return (
    <li className="approval">
      <div>
        <h3>
          <Link href={`/approvals/${approval.id}`}>{nameOf(approval)}</Link>
        </h3>
        <p className="cap">{said}</p>
      </div>
      <Chip {...CHIPS[state]}>{words.states[state]}</Chip>
    </li>
  )
}
