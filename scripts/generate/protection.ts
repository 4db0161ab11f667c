// Pure: docs/protection.md, the protection matrix: every route, its act, and what the policy asks for it.

import { CONTRACTS } from '../../src/contracts.ts'
import { ACTIONS, type ActionName, type ActionRow, ofSession } from '../../src/policy/actions.ts'
import type { GuardedContract } from '../../src/serve/context.ts'

const cell = (text: string): string => text.replaceAll('|', '\\|')
const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`
const table = (heads: readonly string[], rows: readonly (readonly string[])[]): string =>
  [line(heads), line(heads.map(() => '---')), ...rows.map(line)].join('\n')

const proofOf = (row: ActionRow): string => (row.proof.length === 0 ? '-' : row.proof.join(', '))

const WHO = {
  anyone: 'at the door',
  session: 'signed in',
  'even-locked': 'signed in, even locked',
  platform: 'the platform',
} as const
const NEEDS = {
  anyone: '-',
  session: 'session',
  'even-locked': 'session, even locked',
  platform: 'credential',
} as const

export function protection(): string {
  const acts = (Object.entries(ACTIONS) as [ActionName, ActionRow][]).map(([name, row]) => [
    `\`${name}\``,
    WHO[row.caller],
    proofOf(row),
    row.purpose,
    row.least,
    row.notOver === 'nothing' ? '-' : row.notOver,
    row.unripe === 'serves' ? 'yes' : 'no',
    row.lastCode,
    row.states.join(', '),
    row.lock === 'as-asked'
      ? 'as asked'
      : row.lock.length === 0
        ? 'allowed'
        : `refused: ${row.lock.join(', ')}`,
    row.apiKey,
    row.holdHours === 0 ? '-' : `${row.holdHours} h`,
    row.ends,
    row.told,
  ])
  const contracts: Readonly<Record<string, GuardedContract>> = CONTRACTS
  const routes = Object.values(contracts).flatMap((contract) =>
    Object.values(contract).map((operation) => {
      const row = operation.action === 'public' ? undefined : ACTIONS[operation.action]
      return [
        `${operation.method} ${operation.path}`,
        operation.id,
        `\`${operation.action}\``,
        row ? NEEDS[row.caller] : 'PUBLIC',
        row && ofSession(row) ? proofOf(row) : '-',
      ]
    }),
  )
  return `# Protection matrix

Generated from \`src/contracts.ts\` and \`src/policy/actions.ts\` by \`npm run docs\`. A difference from the code fails the build: review it here.

## What each act needs

${table(['Act', 'Who', 'Proof, in order', 'Identity', 'Least grade', 'Not over', 'A young method serves', 'The last backup code', 'States', 'Settings lock', 'API keys', 'Holds', 'Ends', 'Tells'], acts)}

## Every route and its act

At the door nothing needs a session, and nothing gives one but the last step of \`sign-in\` or \`first-factor.enrol\`.

${table(['Route', 'Operation', 'Act', 'Needs', 'Proof'], routes)}
`
}
