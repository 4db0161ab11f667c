// Pure: OpenAPI 3.1 and the reference page, both read from the contracts.

import { z } from 'zod'
import { pathKeys } from '../lib/contract.ts'
import { COMMON_REFUSALS, REFUSALS, type RefusalCode } from '../lib/refusals.ts'
import { ACTIONS, ofSession } from '../policy/actions.ts'
import type { GuardedContract, GuardedOperation } from './context.ts'
import { CONTRACT_VERSION } from './version.ts'

type JsonSchema = Record<string, unknown>
const schema = (type: z.ZodType, io: 'input' | 'output'): JsonSchema => {
  const { $schema: _, ...rest } = z.toJSONSchema(type, { io, unrepresentable: 'any' }) as JsonSchema
  return rest
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: Object.keys(REFUSALS) },
    field: { type: 'string' },
    reason: { type: 'string' },
    retryAt: { type: 'string', format: 'date-time' },
    triesLeft: { type: 'integer' },
    clockOffSeconds: { type: 'integer' },
    serverTime: { type: 'string', format: 'date-time' },
    incident: { type: 'string' },
    challenge: { type: 'object' },
    problems: {
      type: 'array',
      items: { type: 'object', properties: { field: { type: 'string' }, problem: { type: 'string' } } },
    },
  },
}

/** The OpenAPI 3.1 document of all contracts. */
export function openApi(contracts: Readonly<Record<string, GuardedContract>>, origin: string): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {}
  for (const [tag, contract] of Object.entries(contracts)) {
    for (const operation of Object.values(contract)) {
      paths[operation.path] = {
        ...paths[operation.path],
        [operation.method.toLowerCase()]: describe(tag, operation),
      }
    }
  }
  return {
    openapi: '3.1.0',
    info: {
      title: 'Holdfast',
      version: CONTRACT_VERSION,
      description:
        'Account security and client portal. Unknown fields are refused. Changes need Origin or Sec-Fetch-Site of the portal itself.',
    },
    servers: [{ url: origin }],
    paths,
    components: {
      schemas: { Problem: PROBLEM },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: '__Host-holdfast' },
        platform: { type: 'http', scheme: 'bearer' },
      },
    },
  }
}

const BOUND_PARAMETER = {
  name: 'Holdfast-Bound',
  in: 'header',
  required: true,
  schema: { type: 'string' },
  description:
    'v=1,t=milliseconds,n=nonce,s=signature: shows that the browser which signed in sends this. ECDSA P-256 for POST, HMAC-SHA-256 for GET, over method, path, digest of the body, time, nonce and proof (docs/decisions/0005-browser-bound-sessions.md).',
}

function describe(tag: string, operation: GuardedOperation): JsonSchema {
  const keys = pathKeys(operation.path)
  const input = schema(operation.input, 'input') as {
    properties?: Record<string, JsonSchema>
    required?: string[]
  }
  const parameters = Object.entries(input.properties ?? {})
    .filter(([name]) => keys.includes(name) || operation.method === 'GET')
    .map(([name, type]) => ({
      name,
      in: keys.includes(name) ? 'path' : 'query',
      required: input.required?.includes(name) ?? false,
      schema: type,
    }))
  const proof =
    operation.action !== 'public' &&
    ACTIONS[operation.action].caller === 'session' &&
    ACTIONS[operation.action].proof.length > 0
      ? [
          {
            name: 'Holdfast-Proof',
            in: 'header',
            required: false,
            schema: { type: 'string' },
            description: 'The proof of a passed challenge, for the same request sent again.',
          },
        ]
      : []
  const row = operation.action === 'public' ? undefined : ACTIONS[operation.action]
  const asker = row && ofSession(row) ? 'session' : (row?.caller ?? 'anyone')
  return {
    operationId: operation.id,
    summary: operation.summary,
    tags: [tag],
    parameters: [...parameters, ...(asker === 'session' ? [BOUND_PARAMETER] : []), ...proof],
    ...(asker !== 'anyone' && { security: [{ [asker]: [] }] }),
    ...(operation.method === 'POST' && {
      requestBody: { required: true, content: { 'application/json': { schema: bodySchema(input, keys) } } },
    }),
    responses: {
      200: {
        description: 'Done',
        content: { 'application/json': { schema: schema(operation.output, 'output') } },
      },
      ...refusals(operation),
    },
  }
}

function bodySchema(
  input: { properties?: Record<string, JsonSchema>; required?: string[] },
  keys: readonly string[],
): JsonSchema {
  const properties = Object.fromEntries(
    Object.entries(input.properties ?? {}).filter(([name]) => !keys.includes(name)),
  )
  return { ...input, properties, required: (input.required ?? []).filter((name) => !keys.includes(name)) }
}

function refusals(operation: GuardedOperation): JsonSchema {
  const codes: readonly RefusalCode[] = [...operation.refusals, ...COMMON_REFUSALS]
  const byStatus = Map.groupBy(codes, (code) => REFUSALS[code].status)
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, list]) => [
        status,
        {
          description: list.join(', '),
          content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
        },
      ]),
  )
}
