import { z } from 'zod'
import { NOTHING, operation } from '../../lib/contract.ts'
import { idField, momentField, shownField, usernameField } from '../../lib/fields.ts'
import { PURPOSES } from '../../lib/purposes.ts'

/** Ends of what one request may hold: all of it is shown on one page and written into one mail. */
const FIELDS_AT_MOST = 12
const LABEL_LENGTH = 40
const VALUE_LENGTH = 200
const LIVES = { leastSeconds: 60, mostSeconds: 24 * 3600 }

const purpose = z.enum(PURPOSES)
const lines = z.array(z.strictObject({ label: shownField(LABEL_LENGTH), value: shownField(VALUE_LENGTH) }))
/** Text as it is shown: two lines with one label could be read as one. */
const askedLines = lines
  .min(1)
  .max(FIELDS_AT_MOST)
  .refine((all) => new Set(all.map(({ label }) => label)).size === all.length, 'labels-differ')

const stateField = z.enum(['open', 'approved', 'refused', 'expired'])

export const approvalView = z.strictObject({
  id: idField,
  state: stateField,
  purpose,
  setting: z.boolean(),
  fields: lines,
  askedAt: momentField,
  expiresAt: momentField,
  decidedAt: momentField.nullable(),
})
export type ApprovalView = z.output<typeof approvalView>

/** The client's side. */
export const approvals = {
  list: operation({
    id: 'listApprovals',
    summary: 'What the platform has asked this account to approve: what is open first, then the newest.',
    method: 'GET',
    path: '/v1/approvals',
    action: 'account.see',
    input: NOTHING,
    output: z.strictObject({ approvals: z.array(approvalView) }),
    refusals: ['sign-in-required'],
  }),
  see: operation({
    id: 'getApproval',
    summary: 'One of them, with every field.',
    method: 'GET',
    path: '/v1/approvals/{id}',
    action: 'account.see',
    input: z.strictObject({ id: idField }),
    output: approvalView,
    refusals: ['sign-in-required', 'not-found'],
  }),
  approve: operation({
    id: 'approveApproval',
    summary: 'Approve it, with a fresh proof of the purpose it names over exactly these fields.',
    method: 'POST',
    path: '/v1/approvals/{id}/approve',
    action: 'approval.approve',
    input: z.strictObject({ id: idField }),
    output: approvalView,
    refusals: [
      'sign-in-required',
      'proof-required',
      'settings-locked',
      'state-forbids',
      'not-found',
      'approval-ended',
      'approval-impossible',
    ],
  }),
  refuse: operation({
    id: 'refuseApproval',
    summary: 'Refuse it. That is final and needs no proof.',
    method: 'POST',
    path: '/v1/approvals/{id}/refuse',
    action: 'approval.refuse',
    input: z.strictObject({ id: idField }),
    output: approvalView,
    refusals: ['sign-in-required', 'not-found', 'approval-ended'],
  }),
}

export const platformApprovalView = z.strictObject({
  id: idField,
  state: stateField,
  /** The account's username. */
  account: z.string(),
  purpose,
  reference: z.string().nullable(),
  /** Base64url of the SHA-256 of the canonical content (RFC 8785): account, fields, purpose, reference. */
  contentSha256: z.string(),
  askedAt: momentField,
  expiresAt: momentField,
  decidedAt: momentField.nullable(),
  /** What was decided, signed: a JWS in compact form, under a key of `/.well-known/jwks.json`. Null while it is open. */
  statement: z.string().nullable(),
})
export type PlatformApprovalView = z.output<typeof platformApprovalView>

/** The platform's side: called by its own server, with `Authorization: Bearer` and a credential. */
export const platformApprovals = {
  ask: operation({
    id: 'askApproval',
    summary:
      'Ask a client to approve an act of the platform. The same reference with the same content is the same request.',
    method: 'POST',
    path: '/v1/platform/approvals',
    action: 'approval.ask',
    input: z.strictObject({
      /** The account's username. */
      account: usernameField,
      purpose,
      /** It changes a setting of the account there: the client's settings lock refuses it. */
      setting: z.boolean().default(false),
      fields: askedLines,
      expiresInSeconds: z.number().int().min(LIVES.leastSeconds).max(LIVES.mostSeconds),
      /** The platform's own name for it. */
      reference: z
        .string()
        .regex(/^[\x21-\x7e]{1,100}$/, 'not-a-reference')
        .optional(),
    }),
    output: platformApprovalView,
    refusals: [
      'credential-required',
      'not-found',
      'state-forbids',
      'settings-locked',
      'approval-impossible',
      'slow-down',
    ],
  }),
  watch: operation({
    id: 'watchApproval',
    summary: 'What became of a request of this credential.',
    method: 'GET',
    path: '/v1/platform/approvals/{id}',
    action: 'approval.watch',
    input: z.strictObject({ id: idField }),
    output: platformApprovalView,
    refusals: ['credential-required', 'not-found'],
  }),
  keys: operation({
    id: 'listSigningKeys',
    summary: 'The public keys of all statements, older ones too (RFC 7517).',
    method: 'GET',
    path: '/.well-known/jwks.json',
    action: 'public',
    input: NOTHING,
    output: z.strictObject({
      keys: z.array(
        z.strictObject({
          kty: z.literal('OKP'),
          crv: z.literal('Ed25519'),
          x: z.string(),
          kid: z.string(),
          alg: z.literal('EdDSA'),
          use: z.literal('sig'),
        }),
      ),
    }),
    refusals: [],
  }),
}
