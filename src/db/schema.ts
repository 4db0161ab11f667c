// Generated from the migrations by scripts/schema.ts: do not edit.

import type { ColumnType, Generated } from 'kysely'
import type { Ms } from '../lib/time.ts'

export type AccountTable = {
  id: string
  username: string
  email: string
  state: string
  password_hash: string
  password_changed_at: ColumnType<Ms, Date, Date>
  credential_version: Generated<number>
  idle_seconds: Generated<number>
  created_at: ColumnType<Ms, Date, Date>
  review_since: ColumnType<Ms | null, Date | null, Date | null>
  pin_hash: string | null
}

export type ApprovalTable = {
  id: string
  account: string
  credential: string
  reference: string | null
  purpose: string
  fields: ColumnType<unknown, string, string>
  digest: Buffer
  asked_at: ColumnType<Ms, Date, Date>
  expires_at: ColumnType<Ms, Date, Date>
  outcome: string | null
  decided_at: ColumnType<Ms | null, Date | null, Date | null>
  statement: string | null
  webhook: Generated<string>
  is_setting: Generated<boolean>
}

export type AttemptTable = {
  key: Buffer
  times: ColumnType<readonly Ms[], readonly Date[], readonly Date[]>
  expires_at: ColumnType<Ms, Date, Date>
}

export type AuditEventTable = {
  account: string
  seq: number
  at: ColumnType<Ms, Date, Date>
  event: string
  data: string
  previous: Buffer
  hash: Buffer
}

export type AuditHeadTable = {
  account: string
  seq: number
  hash: Buffer
}

export type ChallengeTable = {
  id: string
  account: string
  action: string
  digest: Buffer
  content: ColumnType<unknown, string, string>
  steps: ColumnType<unknown, string, string>
  session: string | null
  browser_digest: Buffer | null
  offer: Buffer | null
  device: string | null
  device_key: Buffer | null
  credential_version: number
  tries: Generated<number>
  codes_sent: Generated<number>
  created_at: ColumnType<Ms, Date, Date>
  expires_at: ColumnType<Ms, Date, Date>
  purpose: Generated<string>
  only_factor: string | null
  asked_from: ColumnType<unknown | null, string | null, string | null>
  without: string | null
}

export type ChangeTable = {
  id: string
  account: string
  kind: string
  factor: string | null
  purpose: string | null
  asked_at: ColumnType<Ms, Date, Date>
  due_at: ColumnType<Ms, Date, Date>
  asked_by: string | null
  proved_by: string | null
  settled_at: ColumnType<Ms | null, Date | null, Date | null>
  outcome: string | null
  stopped_by_link: Generated<boolean>
  delayed_at: ColumnType<Ms | null, Date | null, Date | null>
  address: string | null
  pin_hash: string | null
  remind_at: ColumnType<Ms | null, Date | null, Date | null>
  password_hash: string | null
  device: string | null
  lock_group: string | null
  open_hours: number | null
  push_endpoint: string | null
  stopped_in: string | null
}

export type ContactTable = {
  id: string
  account: string
  kind: string
  address: string
  since: ColumnType<Ms, Date, Date>
  retired_at: ColumnType<Ms | null, Date | null, Date | null>
  told_until: ColumnType<Ms | null, Date | null, Date | null>
}

export type ContactClaimTable = {
  id: string
  account: string
  session: string
  kind: string
  address_mac: Buffer
  code_mac: Buffer | null
  old_code_mac: Buffer | null
  is_confirmed: Generated<boolean>
  is_old_confirmed: Generated<boolean>
  tries: Generated<number>
  codes_end_at: ColumnType<Ms, Date, Date>
  expires_at: ColumnType<Ms, Date, Date>
}

export type DeviceTable = {
  id: string
  account: string
  public_key: Buffer
  label: string
  form: string
  place: string | null
  first_seen_at: ColumnType<Ms, Date, Date>
  last_seen_at: ColumnType<Ms, Date, Date>
  forgotten_at: ColumnType<Ms | null, Date | null, Date | null>
  trusted_from: ColumnType<Ms, Date, Date>
  quick_unlock: Generated<boolean>
}

export type EnrolmentTable = {
  id: string
  account: string
  session: string
  method: string
  pending: Buffer
  confirmed: Generated<boolean>
  tries: Generated<number>
  codes_sent: Generated<number>
  expires_at: ColumnType<Ms, Date, Date>
}

export type FactorTable = {
  id: string
  account: string
  method: string
  name: string
  purposes: readonly string[]
  secret: Buffer
  added_at: ColumnType<Ms, Date, Date>
  ripe_at: ColumnType<Ms, Date, Date>
  last_used_at: ColumnType<Ms | null, Date | null, Date | null>
  removed_at: ColumnType<Ms | null, Date | null, Date | null>
  credential: Buffer | null
  synced: boolean | null
  verifies_user: Generated<boolean>
  detail: string | null
  first_for: Generated<readonly string[]>
  suspended_at: ColumnType<Ms | null, Date | null, Date | null>
  first_own_of: Generated<readonly string[]>
  guessed: Generated<number>
}

export type HoldTable = {
  id: string
  account: string
  cause: string
  began_at: ColumnType<Ms, Date, Date>
  ends_at: ColumnType<Ms, Date, Date>
}

export type MessageTable = {
  id: string
  seq: Generated<number>
  account: string
  event: string
  subject: string
  text: string
  at: ColumnType<Ms, Date, Date>
  read_at: ColumnType<Ms | null, Date | null, Date | null>
  mail: string
  spread_at: ColumnType<Ms | null, Date | null, Date | null>
}

export type MigrationTable = {
  name: string
  digest: string
  applied_at: Generated<ColumnType<Ms, Date, Date>>
}

export type OutboxTable = {
  id: string
  message: string | null
  sealed: Buffer | null
  created_at: ColumnType<Ms, Date, Date>
  leased_until: ColumnType<Ms | null, Date | null, Date | null>
  expires_at: ColumnType<Ms, Date, Date>
  channel: Generated<string>
  state: Generated<string>
  push_endpoint: string | null
}

export type PasswordResetTable = {
  id: string
  email_mac: Buffer
  browser_digest: Buffer
  account: string | null
  code_mac: Buffer | null
  tries: Generated<number>
  expires_at: ColumnType<Ms, Date, Date>
}

export type PlatformCredentialTable = {
  id: string
  name: string
  serves: string
  token_digest: Buffer
  created_at: ColumnType<Ms, Date, Date>
  ended_at: ColumnType<Ms | null, Date | null, Date | null>
  last_used_at: ColumnType<Ms | null, Date | null, Date | null>
}

export type ProofTable = {
  token_digest: Buffer
  account: string
  session: string
  action: string
  digest: Buffer
  credential_version: number
  expires_at: ColumnType<Ms, Date, Date>
  factor: string | null
  steps: Generated<readonly string[]>
}

export type PushEndpointTable = {
  id: string
  account: string
  label: string
  device: string | null
  session: string
  sealed: Buffer
  endpoint_mac: Buffer
  added_at: ColumnType<Ms, Date, Date>
  ended_at: ColumnType<Ms | null, Date | null, Date | null>
  last_result: string | null
}

export type RateTable = {
  key: Buffer
  used: number
  expires_at: ColumnType<Ms, Date, Date>
}

export type SessionTable = {
  id: string
  account: string
  token_digest: Buffer
  credential_version: number
  device: string | null
  label: string
  form: string
  place: string | null
  address: string
  idle_seconds: number
  started_at: ColumnType<Ms, Date, Date>
  last_seen_at: ColumnType<Ms, Date, Date>
  ends_at: ColumnType<Ms, Date, Date>
  ended_at: ColumnType<Ms | null, Date | null, Date | null>
  sign_key: Buffer | null
  read_key: Buffer | null
  reads_until: ColumnType<Ms | null, Date | null, Date | null>
  disowned_at: ColumnType<Ms | null, Date | null, Date | null>
  locks: Generated<boolean>
  unlock_tries: Generated<number>
}

export type SettingsLockTable = {
  account: string
  lock_group: string
  wait_days: number
  since: ColumnType<Ms, Date, Date>
  open_until: ColumnType<Ms | null, Date | null, Date | null>
}

export type SignUpTable = {
  id: string
  email_mac: Buffer
  email_sealed: Buffer
  browser_digest: Buffer
  code_mac: Buffer | null
  tries: Generated<number>
  confirmed_at: ColumnType<Ms | null, Date | null, Date | null>
  expires_at: ColumnType<Ms, Date, Date>
}

export type SigningKeyTable = {
  kid: string
  x: string
  sealed: Buffer | null
  created_at: ColumnType<Ms, Date, Date>
  retired_at: ColumnType<Ms | null, Date | null, Date | null>
}

export type Schema = {
  account: AccountTable
  approval: ApprovalTable
  attempt: AttemptTable
  audit_event: AuditEventTable
  audit_head: AuditHeadTable
  challenge: ChallengeTable
  change: ChangeTable
  contact: ContactTable
  contact_claim: ContactClaimTable
  device: DeviceTable
  enrolment: EnrolmentTable
  factor: FactorTable
  hold: HoldTable
  message: MessageTable
  migration: MigrationTable
  outbox: OutboxTable
  password_reset: PasswordResetTable
  platform_credential: PlatformCredentialTable
  proof: ProofTable
  push_endpoint: PushEndpointTable
  rate: RateTable
  session: SessionTable
  settings_lock: SettingsLockTable
  sign_up: SignUpTable
  signing_key: SigningKeyTable
}
