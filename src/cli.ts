// The commands. Each prints what it did and ends with 0, or one sentence of what is wrong and 1.

import { type Config, readConfig } from './config.ts'
import { LEAST_NODE } from './start/node-version.ts'

type Command = { readonly says: string; run(rest: readonly string[]): Promise<number> }
const say = (line: string): void => void process.stdout.write(`${line}\n`)
const fail = (line: string): void => void process.stderr.write(`${line}\n`)

const COMMANDS: Readonly<Record<string, Command>> = {
  serve: {
    says: 'Start the server.',
    run: withConfig(async (config) => (await import('./cli/serve.ts')).serve(config, say, fail)),
  },
  migrate: {
    says: 'Bring the database to the newest form.',
    run: withConfig(async (config) => (await import('./cli/migrate.ts')).migrateCommand(config, say)),
  },
  doctor: {
    says: 'Check database and roles, keys, mail, clock, and the client address as the server sees it.',
    run: withConfig(async (config, rest) =>
      (await import('./cli/doctor.ts')).doctorCommand(config, rest, say),
    ),
  },
  audit: {
    says: 'audit verify: check every log. audit export: print them as lines of JSON.',
    run: withConfig(async (config, rest) =>
      (await import('./cli/audit.ts')).auditCommand(config, rest, say, fail),
    ),
  },
  'platform-credential': {
    says: 'platform-credential create NAME | list | end ID: what the server of the platform asks for approvals with.',
    run: withConfig(async (config, rest) =>
      (await import('./cli/platform-credential.ts')).platformCredentialCommand(config, rest, say, fail),
    ),
  },
  'make-keys': {
    says: 'make-keys FILE: a new key ring for production.',
    run: async (rest) => (await import('./cli/rotate-keys.ts')).makeKeys(rest, say, fail),
  },
  'rotate-keys': {
    says: 'A new key, and everything sealed anew. With --prepare only the key, for every node to read first.',
    run: withConfig(async (config, rest) =>
      (await import('./cli/rotate-keys.ts')).rotateKeys(config, rest, say),
    ),
  },
}

function withConfig(run: (config: Config, rest: readonly string[]) => Promise<number>): Command['run'] {
  return (rest) => {
    const read = readConfig(process.env)
    if (read.ok) return run(read.config, rest)
    fail(
      `The configuration has ${read.problems.length === 1 ? 'a problem' : `${read.problems.length} problems`}:`,
    )
    for (const problem of read.problems) fail(`  ${problem}`)
    return Promise.resolve(1)
  }
}

function help(): number {
  say('holdfast COMMAND\n')
  for (const [name, command] of Object.entries(COMMANDS)) say(`  ${name.padEnd(20)} ${command.says}`)
  return 0
}

const [name = 'help', ...rest] = process.argv.slice(2)
if (Number(process.versions.node.split('.')[0]) < LEAST_NODE) {
  fail(
    `Holdfast runs on Node ${LEAST_NODE}, which it brings along: start it with npm (npm start), not with the system's Node ${process.versions.node}.`,
  )
  process.exitCode = 1
} else {
  try {
    const command = COMMANDS[name]
    process.exitCode = command ? await command.run(rest) : help()
  } catch (failure) {
    fail(failure instanceof Error ? failure.message : String(failure))
    if (failure instanceof Error && failure.cause instanceof Error) fail(failure.cause.message)
    process.exitCode = 1
  }
}
