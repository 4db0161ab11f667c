// Assurance profiles: what a platform lets answer for what, said of properties and never of names (B14).

import type { Grade, Purpose } from './method.ts'

export type Allowance = {
  readonly grades: readonly Grade[]
  /** Only a key that cannot leave the device it was made on. */
  readonly deviceBound: boolean
}
export type Profile = Readonly<Record<Purpose, Allowance>>

const ANY: Allowance = { grades: ['A', 'B', 'C'], deviceBound: false }
const SECRET: Allowance = { grades: ['A', 'B'], deviceBound: false }

export const PROFILES = {
  /** Everything there is, with plain words on what is weak. */
  standard: { 'sign-in': ANY, funding: ANY, trading: ANY },
  /** Nothing that travels over a channel; money moves by a key that stays where it is. */
  high: { 'sign-in': SECRET, funding: { grades: ['A'], deviceBound: true }, trading: SECRET },
} as const satisfies Record<string, Profile>
export type ProfileName = keyof typeof PROFILES
export const PROFILE_NAMES = ['standard', 'high'] as const satisfies readonly ProfileName[]

/** `synced`: may leave its device; null for what is no key. */
export type Quality = { readonly grade: Grade; readonly synced: boolean | null }

export function allows(profile: Profile, purpose: Purpose, { grade, synced }: Quality): boolean {
  const { grades, deviceBound } = profile[purpose]
  return grades.includes(grade) && (!deviceBound || synced === false)
}
