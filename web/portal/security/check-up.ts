// Pure: what is missing or weak among the methods of an account, each with the way to mend it (F3).
import type { MethodView } from '../../../src/features/methods/contract.ts'
import type { SignedInPath } from '../shell/return-path.ts'
import { securityTexts } from './texts.ts'

const words = securityTexts.checkUp

/** A list that is this short wants a new one. */
const FEW_CODES = 3

export type Finding = {
  readonly id: keyof typeof words
  readonly tone: 'safe' | 'waiting'
  readonly name: string
  readonly chip: string
  readonly text: string
  readonly act: { readonly href: SignedInPath; readonly label: string }
}

type Said = { readonly name: string; readonly good: string; readonly bad: string; readonly act: string }
const found = (
  id: Finding['id'],
  said: Said,
  isGood: boolean,
  text: string,
  href: SignedInPath,
): Finding => ({
  id,
  tone: isGood ? 'safe' : 'waiting',
  name: said.name,
  chip: isGood ? said.good : said.bad,
  text,
  act: { href, label: said.act },
})

export function checkUp(methods: readonly MethodView[]): readonly Finding[] {
  const signIn = methods.filter(({ purposes }) => purposes.includes('sign-in'))
  const kept = signIn.filter(({ method, grade }) => grade !== 'C' && method !== 'backup-code')
  const hasKey = signIn.some(({ grade }) => grade === 'A')
  const left = methods.find(({ method }) => method === 'backup-code')?.codesLeft ?? 0
  const weak = methods.filter(({ grade, purposes }) => grade === 'C' && purposes.length > 0)
  const { spare, strongest, codes, weaker } = words
  const findings = [
    found('strongest', strongest, hasKey, strongest.text[hasKey ? 'on' : 'off'], '/security/methods/add'),
    found('spare', spare, kept.length > 1, spare.text(kept.length), '/security/methods/add'),
    found('codes', codes, left > FEW_CODES, codes.text(left), '/security/methods'),
  ]
  if (weak.length === 0) return findings
  const text = weaker.text(weak.map(({ name }) => name))
  return [...findings, found('weaker', weaker, false, text, '/security/methods')]
}
