// A contract is data. The router, the SDK, OpenAPI, the portal's types and the protection matrix read it.

import { z } from 'zod'
import type { CommonRefusal, RefusalCode } from './refusals.ts'

export type HttpMethod = 'GET' | 'POST'

/** `input` is one strict object: keys named in the path come from there, the rest from query (GET) or body (POST). */
export type Operation<
  Input extends z.ZodObject = z.ZodObject,
  Output extends z.ZodType = z.ZodType,
  Code extends RefusalCode = RefusalCode,
  Action extends string = string,
> = {
  readonly id: string
  readonly summary: string
  readonly method: HttpMethod
  readonly path: `/v1/${string}` | `/.well-known/${string}`
  /** A row of policy/actions.ts, or 'public': the only opt-out, allow-listed by name. */
  readonly action: Action
  readonly input: Input
  readonly output: Output
  readonly refusals: readonly Code[]
}

export const operation = <
  Input extends z.ZodObject,
  Output extends z.ZodType,
  const Code extends RefusalCode,
  const Action extends string,
>(
  described: Operation<Input, Output, Code, Action>,
): Operation<Input, Output, Code, Action> => described

export type Contract = { readonly [name: string]: Operation }
export type InputOf<Op> = Op extends Operation<infer Input, z.ZodType, RefusalCode> ? z.output<Input> : never
export type SentInputOf<Op> =
  Op extends Operation<infer Input, z.ZodType, RefusalCode> ? z.input<Input> : never
export type OutputOf<Op> =
  Op extends Operation<z.ZodObject, infer Output, RefusalCode> ? z.output<Output> : never
export type CodesOf<Op> =
  | (Op extends Operation<z.ZodObject, z.ZodType, infer Code> ? Code : never)
  | CommonRefusal

export const NOTHING = z.strictObject({})

/** The names of the path's parameters: `/v1/sessions/{id}/end` has `id`. */
export const pathKeys = (path: string): readonly string[] =>
  [...path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]!)
