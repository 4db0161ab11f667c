// One act of the platform, with every line that is bound. Approved with a proof, or refused with one press.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Problem } from '../../../sdk/client.ts'
import type { ApprovalView } from '../../../src/features/approvals/contract.ts'
import { Button } from '../../ui/button.tsx'
import { useNow } from '../../ui/clock.ts'
import { Facts } from '../../ui/facts.tsx'
import { OffIcon, PassedIcon } from '../../ui/icons.tsx'
import { Link } from '../../ui/link.tsx'
import { Note } from '../../ui/note.tsx'
import { findFocus, Page } from '../../ui/page.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { ProblemNote } from '../shell/problem-note.tsx'
import { useWhen } from '../shell/when.ts'
import { useStepUp } from '../step-up/use-step-up.tsx'
import { approvalQuery, approvalsQuery } from './queries.ts'
import { approvalsTexts } from './texts.ts'
import { approvalProblem, type State, stateAt } from './words.ts'
import './approvals.css'

const words = approvalsTexts.one

export function ApprovalPage() {
  const { id = '' } = useParams({ strict: false })
  const query = useQuery(approvalQuery(id))
  return (
    <Page title={words.title} margin={approvalsTexts.margin}>
      <Loaded query={query} rows={4}>
        {(approval) => <Approval key={approval.id} approval={approval} />}
      </Loaded>
      <p className="front-act">
        <Link href="/approvals">{words.all}</Link>
      </p>
    </Page>
  )
}

function Approval({ approval }: { readonly approval: ApprovalView }) {
  const when = useWhen()
  const state = stateAt(approval, useNow(1000))
  return (
    <>
      <div className="sheet approval-lines">
        <Facts
          side
          facts={[
            ...approval.fields,
            { label: words.purpose, value: words.purposes[approval.purpose] },
            { label: words.until, value: when.head(approval.expiresAt) },
          ]}
        />
      </div>
      {state === 'open' ? (
        <Decide approval={approval} />
      ) : (
        <Ended state={state} at={approval.decidedAt ?? approval.expiresAt} />
      )}
    </>
  )
}

function Ended({ state, at }: { readonly state: Exclude<State, 'open'>; readonly at: string }) {
  const when = useWhen()
  const approved = state === 'approved'
  return (
    <div className="front-act">
      <Note
        tone={approved ? 'safe' : 'plain'}
        icon={approved ? PassedIcon : OffIcon}
        say="status"
        title={words.outcomes[state](when.inside(at))}
      >
        {words.outcomeTexts[state]}
      </Note>
    </div>
  )
}

function Decide({ approval: { id } }: { readonly approval: ApprovalView }) {
  const queries = useQueryClient()
  const stepUp = useStepUp()
  const when = useWhen()
  const [working, setWorking] = useState<'approve' | 'refuse'>()
  const [message, setMessage] = useState<string>()
  const decided = async (approval: ApprovalView) => {
    queries.setQueryData(approvalQuery(id).queryKey, approval)
    await queries.invalidateQueries({ queryKey: approvalsQuery.queryKey, exact: true })
    findFocus()
  }
  const refused = async (problem: Problem) => {
    setMessage(approvalProblem(problem, when.inside))
    // Decided elsewhere or too late: how it ended takes the place of the buttons.
    if (problem.code === 'approval-ended')
      await queries.invalidateQueries({ queryKey: approvalsQuery.queryKey })
  }
  const approve = async () => {
    setWorking('approve')
    setMessage(undefined)
    const outcome = await stepUp.run({
      call: (options) => client.approvals.approve({ id }, options),
      words: words.stepUp,
    })
    setWorking(undefined)
    if (outcome.kind === 'left') return
    if (outcome.kind !== 'done') return refused(outcome.problem)
    await decided(outcome.value)
  }
  const refuse = async () => {
    setWorking('refuse')
    setMessage(undefined)
    const answer = await client.approvals.refuse({ id })
    setWorking(undefined)
    if (!answer.ok) return refused(answer.problem)
    await decided(answer.value)
  }
  return (
    <>
      <p className="front-act">{words.lead}</p>
      <ProblemNote message={message} />
      <p className="row front-act">
        <Button kind="primary" working={working === 'approve'} onPress={() => void approve()}>
          {words.approve}
        </Button>
        <Button working={working === 'refuse'} onPress={() => void refuse()}>
          {words.refuse}
        </Button>
      </p>
      {stepUp.dialog}
    </>
  )
}
