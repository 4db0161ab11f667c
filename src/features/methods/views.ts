// Pure: what a client sees of methods and of changes that wait.

import { type BackupList, codesLeft } from '../../factors/backup-code/backup-code.ts'
import type { WaitingMethod } from '../../factors/changes.ts'
import { isClosed } from '../../factors/closing.ts'
import type { Factor } from '../../factors/enrolled.ts'
import { METHODS } from '../../factors/methods.ts'
import { iso } from '../../lib/time.ts'
import type { ChangeView, MethodView } from './contract.ts'

export function viewMethod(factor: Factor): MethodView {
  const { row } = factor
  return {
    id: factor.id,
    method: factor.method,
    name: factor.name,
    grade: METHODS[factor.method].properties.grade,
    purposes: [...factor.purposes],
    firstFor: [...factor.firstFor],
    firstOwnOf: [...factor.firstOwnOf],
    addedAt: iso(row.added_at),
    lastUsedAt: row.last_used_at === null ? null : iso(row.last_used_at),
    ripeAt: iso(factor.ripeAt),
    detail: row.detail,
    synced: row.synced,
    verifiesUser: row.verifies_user,
    suspendedAt: row.suspended_at === null ? null : iso(row.suspended_at),
    closed: isClosed(factor),
    codesLeft: factor.method === 'backup-code' ? codesLeft(factor.secret as BackupList) : null,
  }
}

export const viewChange = (change: WaitingMethod, factors: readonly Factor[]): ChangeView => ({
  id: change.id,
  kind: change.kind,
  factor: change.factor,
  name: factors.find(({ id }) => id === change.factor)?.name ?? '',
  purpose: change.purpose,
  askedAt: iso(change.askedAt),
  dueAt: iso(change.dueAt),
})
