// Every generated document, by path.

import { CONTRACTS } from '../../src/contracts.ts'
import { openApi } from '../../src/serve/openapi.ts'
import { protection } from './protection.ts'
import { withSettings } from './settings.ts'
import { sources, tableNames } from './sources.ts'
import { tables } from './tables.ts'

export const generated = (read: (path: string) => string): Readonly<Record<string, string>> => ({
  'docs/protection.md': protection(),
  'docs/tables.md': tables(sources(), tableNames()),
  'docs/openapi.json': `${JSON.stringify(openApi(CONTRACTS, 'https://portal.example'), null, 2)}\n`,
  'README.md': withSettings(read('README.md')),
})
