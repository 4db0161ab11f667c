// One point of the check-up: how it stands, and what mends it beside it.
import type { ReactNode } from 'react'
import { ButtonLink } from '../../ui/button.tsx'
import type { Icon } from '../../ui/icons.tsx'
import type { SignedInPath } from '../shell/return-path.ts'

type Mends = { readonly href: SignedInPath; readonly act: string } | { readonly mend: ReactNode }
export type PointProps = Mends & {
  readonly icon: Icon
  readonly name: string
  readonly chip?: ReactNode
  readonly children: ReactNode
}

export function Point(props: PointProps) {
  const { icon: Drawn, name, chip, children } = props
  return (
    <li>
      <Drawn size="l" />
      <div className="body">
        <h3>
          {name} {chip}
        </h3>
        <div className="sm muted">{children}</div>
      </div>
      {'mend' in props ? props.mend : <ButtonLink href={props.href}>{props.act}</ButtonLink>}
    </li>
  )
}
