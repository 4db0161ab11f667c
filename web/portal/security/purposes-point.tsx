// The point of the check-up that says what answers when money moves.
import { useQuery } from '@tanstack/react-query'
import { Chip } from '../../ui/chip.tsx'
import { useNow } from '../../ui/clock.ts'
import { list } from '../../ui/format.ts'
import { AttentionIcon, FundingIcon } from '../../ui/icons.tsx'
import type { Identity } from '../identities/identity.ts'
import { identitiesOf } from '../identities/identity.ts'
import { methodsQuery, profileQuery } from '../methods/queries.ts'
import { Point } from './point.tsx'
import { securityTexts } from './texts.ts'

const said = securityTexts.points.purposes

export function PurposesPoint() {
  const listed = useQuery(methodsQuery).data
  const profile = useQuery(profileQuery).data
  const now = useNow()
  if (listed === undefined || profile === undefined) return null
  const { methods, waiting } = listed
  const all = identitiesOf({ methods, waiting, allowances: profile.purposes }, now)
  const [, funding, trading] = all
  if (funding === undefined || trading === undefined) return null
  const isShut = [funding, trading].some(({ door }) => door.kind !== 'open')
  return (
    <Point
      icon={FundingIcon}
      name={said.name}
      href="/security/identities"
      act={said.act}
      chip={
        isShut && (
          <Chip tone="waiting" icon={AttentionIcon}>
            {said.chip}
          </Chip>
        )
      }
    >
      {said.text(sayWho(funding), sayWho(trading))}
    </Point>
  )
}

function sayWho({ by, door, rows }: Identity): string {
  if (door.kind !== 'open') return said.nothing
  if (by === 'sign-in') return said.signIn
  return list(
    rows.filter(({ state }) => state === 'answers' || state === 'young').map(({ method }) => method.name),
  )
}
