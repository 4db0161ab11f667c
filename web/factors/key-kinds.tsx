// Which kind of key is to be made: what a client has in the hand, not what a standard calls it.
import { RadioField } from '../ui/choice-fields.tsx'
import { factorsTexts } from './texts.ts'

export type KeyKind = 'passkey' | 'security-key'
const KINDS: readonly KeyKind[] = ['passkey', 'security-key']

export type KeyKindsProps = { readonly value: KeyKind; readonly onChange: (kind: KeyKind) => void }

export function KeyKinds({ value, onChange }: KeyKindsProps) {
  const words = factorsTexts.kinds
  return (
    <RadioField
      name="kind"
      legend={words.legend}
      value={value}
      onChange={(chosen) => onChange(KINDS.find((one) => one === chosen) ?? 'passkey')}
      choices={KINDS.map((kind) => ({ value: kind, ...words[kind] }))}
    />
  )
}
