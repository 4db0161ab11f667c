// A platform asks one of its clients to approve an act, waits, and checks the outcome by itself. It needs nothing of
// Holdfast's code: HTTP, SHA-256 and Ed25519.
//   HOLDFAST=https://portal.example CREDENTIAL=hfp_… ACCOUNT=mara node examples/platform-approval.ts

import { createHash, createPublicKey, verify } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'

const { HOLDFAST = 'http://localhost:4380', CREDENTIAL = '', ACCOUNT = '' } = process.env

type Said = Record<string, string | null>
async function call<Answer = Said>(path: string, body?: object): Promise<Answer> {
  const answer = await fetch(`${HOLDFAST}${path}`, {
    method: body ? 'POST' : 'GET',
    headers: { authorization: `Bearer ${CREDENTIAL}`, ...(body && { 'content-type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  })
  if (!answer.ok) throw new Error(`${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as Answer
}

// 1. Ask. The reference is our own: asked again, after a crash say, it is the same request.
const request = {
  account: ACCOUNT,
  purpose: 'funding',
  reference: `payout-${process.env.PAYOUT ?? '1001'}`,
  fields: [
    { label: 'Amount', value: '5.25 BTC' },
    { label: 'To', value: 'bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq' },
  ],
}
let approval = await call('/v1/platform/approvals', { ...request, expiresInSeconds: 3600 })
process.stdout.write(`Asked ${ACCOUNT}: ${approval.id}\n`)

// 2. Wait. A webhook would tell it sooner; what it says is the same statement.
while (approval.state === 'open') {
  await wait(1000)
  approval = await call(`/v1/platform/approvals/${approval.id}`)
}

// 3. Check. The keys can be kept: a statement needs no answer of Holdfast's to be believed.
type Key = { readonly kid: string; readonly kty: string; readonly crv: string; readonly x: string }
const { keys } = await call<{ readonly keys: readonly Key[] }>('/.well-known/jwks.json')
const [header = '', payload = '', signature = ''] = approval.statement!.split('.')
const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString()) as Said
const { alg, typ, kid } = read(header)
const key = keys.find((one) => one.kid === kid)
if (!key || alg !== 'EdDSA' || typ !== 'holdfast-approval+jwt') throw new Error('not a statement of Holdfast')
const publicKey = createPublicKey({ key, format: 'jwk' })
const signed = Buffer.from(`${header}.${payload}`)
if (!verify(null, signed, publicKey, Buffer.from(signature, 'base64url'))) throw new Error('not signed by it')

// 4. It must be about this very request: names sorted, no white space (RFC 8785), as it was asked.
const fields = request.fields.map(({ label, value }) => ({ label, value }))
const content = JSON.stringify({ account: ACCOUNT, fields, purpose: 'funding', reference: request.reference })
const said = read(payload)
if (said.contentSha256 !== createHash('sha256').update(content).digest('base64url'))
  throw new Error('of something else')
process.stdout.write(`${said.outcome}, with a method of grade ${said.grade}\n`)
