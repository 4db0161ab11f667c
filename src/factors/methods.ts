// The table of methods. A new one is a folder, a row here and a row in web/factors.

import { emailCode } from './email-code/email-code.ts'
import { GRADES, type Grade } from './method.ts'
import { totp } from './totp/totp.ts'

export const METHODS = { totp: totp, 'email-code': emailCode } as const
export type MethodName = keyof typeof METHODS

export const isMethodName = (name: string): name is MethodName => Object.hasOwn(METHODS, name)

/** The methods of this grade or a better one; A is the best. */
export const methodsOf = (least: Grade): readonly MethodName[] =>
  (Object.keys(METHODS) as MethodName[]).filter(
    (name) => GRADES.indexOf(METHODS[name].properties.grade) <= GRADES.indexOf(least),
  )
