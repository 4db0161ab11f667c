// The yardstick of sign-ins: how many passwords a second this core can check when it does nothing else.
import { hash, verify } from '@node-rs/argon2'
import { PASSWORD } from './people.ts'
import { answer } from './pinned.ts'
import { processorTime } from './processor-time.ts'

const ARGON2ID = 2
/** OWASP's floor, and what Holdfast uses: RFC 9106 §3.1 names the parameters. */
const COST = { algorithm: ARGON2ID, memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const
const WARM_MS = 300

export type HashResult = { readonly perSecond: number; readonly processorMs: number }
type Run = { readonly seconds: number; readonly atOnce: number }

const secret = Buffer.alloc(32, 9)
const stored = await hash(PASSWORD, { ...COST, secret })

async function run({ seconds, atOnce }: Run): Promise<HashResult> {
  const from = performance.now() + WARM_MS
  const until = from + seconds * 1000
  const before = processorTime(undefined)
  let counted = 0
  let done = 0
  const worker = async (): Promise<void> => {
    while (performance.now() < until) {
      if (!(await verify(stored, PASSWORD, { secret }))) throw new Error('a right password was refused')
      done += 1
      const now = performance.now()
      if (now >= from && now < until) counted += 1
    }
  }
  await Promise.all(Array.from({ length: atOnce }, worker))
  const spent = processorTime(undefined).serverMs - before.serverMs
  return { perSecond: counted / seconds, processorMs: spent / done }
}

answer({ run })
