// Pure: what a step can be answered with, as a client chooses among it. All keys are one choice: the browser finds
// the one that is at hand.
import type { ChallengeView } from '../../src/lib/challenge-view.ts'
import type { Icon } from '../ui/icons.tsx'
import { AuthenticatorIcon, BackupCodesIcon, KeyIcon, MailIcon, PasswordIcon, SmsIcon } from '../ui/icons.tsx'
import { factorsTexts } from './texts.ts'

export type ProofMethod = keyof typeof factorsTexts.names
export type Choice = {
  readonly id: string
  readonly method: ProofMethod
  /** Which one, where there may be several. */
  readonly factor?: string
  readonly name: string
  /** "Desk key or Spare", "m•••@example.com" */
  readonly detail?: string
}
type Offered = ChallengeView['steps'][number]['methods'][number]

export const METHOD_ICONS: Readonly<Record<ProofMethod, Icon>> = {
  webauthn: KeyIcon,
  totp: AuthenticatorIcon,
  'backup-code': BackupCodesIcon,
  'email-code': MailIcon,
  'sms-code': SmsIcon,
  password: PasswordIcon,
  pin: PasswordIcon,
}

const isProofMethod = (name: string): name is ProofMethod => Object.hasOwn(factorsTexts.names, name)

/** In the order of the server: what is asked first stands first. */
export function choicesOf(methods: readonly Offered[]): readonly Choice[] {
  const choices: Choice[] = []
  for (const { method, factor, name, detail } of methods) {
    if (!isProofMethod(method)) continue
    if (method === 'webauthn') {
      if (!choices.some((one) => one.method === 'webauthn')) choices.push(keysOf(methods))
      continue
    }
    choices.push({
      id: factor ?? method,
      method,
      name,
      ...(factor !== undefined && { factor }),
      ...(detail !== undefined && { detail }),
    })
  }
  return choices
}

function keysOf(methods: readonly Offered[]): Choice {
  const name = factorsTexts.names.webauthn
  const names = methods.filter((one) => one.method === 'webauthn').map((one) => one.name)
  const own = [...new Set(names)].filter((one) => one !== name)
  return {
    id: 'webauthn',
    method: 'webauthn',
    name,
    ...(own.length > 0 && { detail: own.join(factorsTexts.or) }),
  }
}
