// Verifies an export of the logs without a line of Holdfast's own code: node scripts/second-verifier.ts < export.jsonl
// Each line: SHA-256(previous hash, then UTF-8 of the JSON {"account","at","data","event","seq"} without white space).
// Prints the first broken line of each account and ends with 1, or says that every chain holds.

import { createHash } from 'node:crypto'
import { createInterface } from 'node:readline'

type Head = { seq: number; hash: string }
type Line = {
  account: string
  seq: number
  at: string
  event: string
  data: string
  previous: string
  hash: string
}

const ZEROS = '0'.repeat(64)
const heads = new Map<string, Head | null>()
const ends = new Map<string, Head>()
const broken = new Map<string, string>()
let lines = 0

function read(line: Line): void {
  lines++
  const before = ends.get(line.account) ?? { seq: 0, hash: ZEROS }
  const text = `{"account":${JSON.stringify(line.account)},"at":${JSON.stringify(line.at)},"data":${JSON.stringify(line.data)},"event":${JSON.stringify(line.event)},"seq":${line.seq}}`
  const hash = createHash('sha256').update(Buffer.from(before.hash, 'hex')).update(text, 'utf8').digest('hex')
  const why =
    line.seq !== before.seq + 1
      ? 'a line is missing before it'
      : line.previous !== before.hash
        ? 'it does not follow the one before'
        : hash !== line.hash
          ? 'its content was changed'
          : undefined
  if (why && !broken.has(line.account))
    broken.set(line.account, `account ${line.account}, line ${line.seq}: ${why}`)
  ends.set(line.account, { seq: line.seq, hash: line.hash })
}

for await (const text of createInterface({ input: process.stdin })) {
  if (text === '') continue
  const parsed = JSON.parse(text) as Line | { account: string; head: Head | null }
  if ('head' in parsed) heads.set(parsed.account, parsed.head)
  else read(parsed)
}
for (const [account, head] of heads) {
  const end = ends.get(account) ?? { seq: 0, hash: ZEROS }
  if (head === null) broken.set(account, `account ${account}: its log has no head`)
  else if (!broken.has(account) && (end.seq !== head.seq || end.hash !== head.hash))
    broken.set(account, `account ${account}: the log ends at line ${end.seq}, its head says ${head.seq}`)
}
for (const account of ends.keys())
  if (!heads.has(account)) broken.set(account, `account ${account}: lines without a head`)
for (const sentence of broken.values()) process.stdout.write(`Broken: ${sentence}\n`)
process.stdout.write(
  `${heads.size} accounts, ${lines} lines: ${broken.size === 0 ? 'every chain holds.' : `${broken.size} broken.`}\n`,
)
process.exitCode = broken.size === 0 ? 0 : 1
