// The table of methods. A new one is a folder, a row here and a row in web/factors.

import { backupCode } from './backup-code/backup-code.ts'
import { emailCode } from './email-code/email-code.ts'
import { GRADES, type Grade, type Method } from './method.ts'
import { smsCode } from './sms-code/sms-code.ts'
import { totp } from './totp/totp.ts'
import { webauthn } from './webauthn/method.ts'

export const METHODS = {
  webauthn: webauthn,
  totp: totp,
  'backup-code': backupCode,
  'email-code': emailCode,
  'sms-code': smsCode,
} as const
export type MethodName = keyof typeof METHODS

export const isMethodName = (name: string): name is MethodName => Object.hasOwn(METHODS, name)

/** The methods differ in their secrets; each wrote the one that it is given back. */
export const methodOf = (name: MethodName): Method<unknown, unknown, unknown> => METHODS[name]

/** What an account may begin with: a second factor that is no second way into the mailbox. */
export const FIRST_METHODS = ['webauthn', 'totp'] as const satisfies readonly MethodName[]
/** The methods of this grade or a better one; A is the best. */
export const methodsOf = (least: Grade): readonly MethodName[] =>
  (Object.keys(METHODS) as MethodName[]).filter(
    (name) => GRADES.indexOf(METHODS[name].properties.grade) <= GRADES.indexOf(least),
  )
