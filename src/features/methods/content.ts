// What a client is shown of a change before it is proved.

import type { Judgement } from '../../policy/identities.ts'

export const PURPOSE_NAMES = { 'sign-in': 'Sign-in', funding: 'Funding', trading: 'Trading' } as const
const EFFECT = {
  'at-once': 'At once',
  waits: 'After 24 hours; it can be cancelled until then',
} as const
export type Passed = Exclude<Judgement, { readonly kind: 'refused' }>
export const effectLine = ({ kind }: Passed) => ({ label: 'Takes effect', value: EFFECT[kind] })
