// A sum in the full precision of its asset, trailing zeros quieter. In a challenge nothing is dimmed: dim={false}.
import { grouped, splitZeros } from './format.ts'

export type AmountProps = { readonly decimal: string; readonly unit?: string; readonly dim?: boolean }

export function Amount({ decimal, unit, dim = true }: AmountProps) {
  const { said, zeros } = splitZeros(grouped(decimal))
  return (
    <span className="num nowrap">
      {dim ? said : grouped(decimal)}
      {dim && zeros !== '' && <span className="z">{zeros}</span>}
      {unit !== undefined && ` ${unit}`}
    </span>
  )
}
