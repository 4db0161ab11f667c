// Every operation of the contracts with a well-formed input. An operation without a line here fails the tests that go
// through all of them, so that no new door stays untried.

import { createECDH } from 'node:crypto'
import { CONTRACTS } from '../../src/contracts.ts'
import { type Operation, pathKeys } from '../../src/lib/contract.ts'
import type { Sent } from './wire.ts'

export type Input = Readonly<Record<string, unknown>>

export const OPERATIONS: readonly Operation[] = Object.values(CONTRACTS).flatMap(
  (contract): readonly Operation[] => Object.values(contract),
)

/** What anyone may call, by name: the door itself. Everything else needs a session. */
export const DOOR: ReadonlySet<string> = new Set([
  'startSignUp',
  'confirmSignUp',
  'finishSignUp',
  'checkUsername',
  'getSignInNonce',
  'startSignIn',
  'getPendingSignIn',
  'offerSignInAnswer',
  'enrolFirstFactor',
  'answerSignIn',
  'getPasskeyOptions',
  'signInWithPasskey',
  'cancelSignIn',
  'seeStopLink',
  'getProfile',
  'seeAlertLink',
  'useAlertLink',
  'enterSignIn',
  'useStopLink',
  'remindUsername',
  'startPasswordReset',
  'confirmPasswordReset',
  'getPendingPasswordReset',
  'offerPasswordResetAnswer',
  'answerPasswordReset',
  'finishPasswordReset',
  'cancelPasswordReset',
  'listSigningKeys',
  'watchCode',
])
/** What the platform's own server calls, with its credential: no session opens it. */
export const PLATFORM: ReadonlySet<string> = new Set(['askApproval', 'watchApproval'])
export const INSIDE: readonly Operation[] = OPERATIONS.filter(
  (op) => !DOOR.has(op.id) && !PLATFORM.has(op.id),
)

/** An id of the right form that nothing has. */
export const NOBODYS_ID = '6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b'
const id = NOBODYS_ID
/** Keys of a browser whose private halves nobody keeps. */
const newKeys = () => ({ sign: newPoint(), agree: newPoint() })
const newPoint = (): string => createECDH('prime256v1').generateKeys().toString('base64url')

const SAMPLES: Readonly<Record<string, Input>> = {
  startSignUp: { email: 'sample@example.test' },
  confirmSignUp: { signUp: id, code: '000000' },
  finishSignUp: { signUp: id, username: 'sample-name', password: 'a lamp on the long pier' },
  checkUsername: { signUp: id, username: 'sample-name' },
  getSignInNonce: {},
  startSignIn: { identifier: 'nobody-of-this-name', password: 'a lamp on the long pier' },
  getPendingSignIn: {},
  offerSignInAnswer: { method: 'email-code' },
  enrolFirstFactor: { method: 'totp' },
  answerSignIn: { answer: { method: 'totp', code: '000000' }, keys: newKeys() },
  getPasskeyOptions: {},
  signInWithPasskey: {
    nonce: 'none',
    response: {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key',
      response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
    },
    keys: newKeys(),
  },
  cancelSignIn: {},
  remindUsername: { email: 'sample@example.test' },
  startPasswordReset: { email: 'sample@example.test' },
  confirmPasswordReset: { reset: id, code: '000000' },
  getPendingPasswordReset: {},
  offerPasswordResetAnswer: { method: 'webauthn' },
  answerPasswordReset: { answer: { method: 'totp', code: '000000' } },
  finishPasswordReset: { newPassword: 'a lamp on the long pier' },
  cancelPasswordReset: {},
  getChallenge: { id },
  answerChallenge: { id, answer: { method: 'totp', code: '000000' } },
  offerChallengeAnswer: { id, method: 'email-code' },
  getMe: {},
  listSessions: {},
  endSession: { id },
  endOtherSessions: {},
  signOut: {},
  listDevices: {},
  forgetDevice: { id },
  changeIdleTime: { minutes: 20 },
  getPin: {},
  getPassword: {},
  resetPin: { newPin: '204817' },
  resetPinByTwo: { newPin: '204817', second: id },
  changePin: { newPin: '204817' },
  getQuickUnlock: {},
  turnQuickUnlockOn: {},
  turnQuickUnlockOff: {},
  getLock: {},
  unlockSession: {
    response: {
      id: 'AAAA',
      rawId: 'AAAA',
      type: 'public-key',
      response: { clientDataJSON: 'AAAA', authenticatorData: 'AAAA', signature: 'AAAA' },
    },
    device: { nonce: 'none', publicKey: 'A'.repeat(87), signature: 'A'.repeat(86) },
  },
  changePassword: { newPassword: 'a lamp on the long pier' },
  listMethods: {},
  beginMethod: { method: 'totp' },
  confirmMethod: { enrolment: id, answer: { method: 'totp', code: '000000' } },
  beginBackupCodes: {},
  addBackupCodes: { enrolment: id },
  addMethod: { enrolment: id },
  renameMethod: { id, name: 'Phone' },
  askMethodFirst: { id, purpose: 'sign-in' },
  turnMethodOn: { id, purpose: 'funding' },
  turnBackupCodesOn: { id, purpose: 'funding' },
  renewBackupCodes: { id, enrolment: id },
  replaceBackupCodes: { id, enrolment: id },
  testBackupCode: { id, code: 'AAAA-AAAA-AAAA' },
  turnMethodOff: { id },
  giveMethodUp: { id },
  sayMethodLost: { id },
  takeMethodBack: { id },
  cancelChange: { id },
  cancelChangeForGood: { id },
  getSettingsLock: {},
  lockSettings: { groups: [{ group: 'settings', waitDays: 7 }] },
  lockSettingsForLong: { groups: [{ group: 'settings', waitDays: 30 }] },
  openSettingsLock: { group: 'settings', openHours: null },
  listPush: {},
  turnPushOn: { endpoint: 'https://push.example.test/sample', p256dh: newPoint(), auth: 'A'.repeat(22) },
  turnPushOff: { id },
  listWaitingSignIns: {},
  approveDevice: { id },
  denyDevice: { id },
  seeAlertLink: { token: 'A'.repeat(43) },
  useAlertLink: { token: 'A'.repeat(43) },
  enterSignIn: { keys: newKeys() },
  listContacts: {},
  beginEmail: { email: 'another@example.test' },
  beginPhone: { to: '+33612345678' },
  confirmContact: { claim: id, code: '000000' },
  askOldPhone: { claim: id },
  confirmOldPhone: { claim: id, code: '000000' },
  changeEmail: { claim: id, email: 'another@example.test' },
  replaceEmail: { claim: id, email: 'another@example.test' },
  replaceEmailByTwo: { claim: id, email: 'another@example.test', second: id },
  setPhone: { claim: id, to: '+33612345678' },
  changePhone: { claim: id, to: '+33612345678' },
  removePhone: {},
  getProfile: {},
  seeStopLink: { token: 'A'.repeat(43) },
  useStopLink: { token: 'A'.repeat(43) },
  listApprovals: {},
  getApproval: { id },
  approveApproval: { id },
  refuseApproval: { id },
  askApproval: {
    account: 'nobody-of-this-name',
    purpose: 'funding',
    fields: [{ label: 'Amount', value: '5 BTC' }],
    expiresInSeconds: 600,
  },
  watchApproval: { id },
  listSigningKeys: {},
  watchCode: { id },
  listMessages: {},
  countUnreadMessages: {},
  markMessageRead: { id },
  listActivity: {},
  listHolds: {},
  getReview: {},
  finishReview: {},
}

export function sampleOf(op: Operation): Input {
  const sample = SAMPLES[op.id]
  if (!sample) throw new Error(`operation ${op.id} has no sample in test/api/samples.ts`)
  return sample
}

export function operationOf(name: string): Operation {
  const found = OPERATIONS.find((op) => op.id === name)
  if (!found) throw new Error(`there is no operation ${name}`)
  return found
}

/** The request of an operation, as the portal would send it. */
export function wireOf(
  op: Operation,
  origin: string,
  input: Input = sampleOf(op),
): Sent & { readonly headers: Record<string, string> } {
  // As the client does: keys of its own for each sign-in.
  const keys = 'keys' in op.input.shape ? { keys: newKeys() } : {}
  const rest: Record<string, unknown> = { ...keys, ...input }
  let path: string = op.path
  for (const key of pathKeys(op.path)) {
    path = path.replace(`{${key}}`, encodeURIComponent(String(rest[key])))
    delete rest[key]
  }
  const headers: Record<string, string> = { origin, 'x-forwarded-for': '203.0.113.7' }
  if (op.method === 'POST')
    return {
      method: 'POST',
      path,
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(rest),
    }
  const query = new URLSearchParams(
    Object.entries(rest).map(([key, value]): [string, string] => [key, String(value)]),
  )
  return { method: 'GET', path: query.size > 0 ? `${path}?${query.toString()}` : path, headers }
}
