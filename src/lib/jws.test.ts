// Signed statements, held to the examples of RFC 8037 appendix A, and to a change of each of their characters.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { publicJwk, signCompact, signingKey, signStatement, thumbprint, verifyStatement } from './jws.ts'

// RFC 8037 appendix A.1, A.3, A.4.
const D = 'nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A'
const X = '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo'
const THUMBPRINT = 'kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k'
const SIGNED =
  'eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg'

test('a signature is the one of RFC 8037, and so are the public key and its thumbprint', () => {
  assert.equal(signCompact(D, '{"alg":"EdDSA"}', 'Example of Ed25519 signing'), SIGNED)
  assert.equal(signingKey(Buffer.from(D, 'base64url')).jwk.x, X)
  assert.equal(thumbprint(X), THUMBPRINT)
  assert.equal(publicJwk(X).kid, THUMBPRINT)
})

const key = signingKey(Buffer.alloc(32, 5))
const other = signingKey(Buffer.alloc(32, 6))
const said = { approval: 'a', outcome: 'approved', decided_at: 5 }

test('a statement is read under its key and type, and under no other', () => {
  const statement = signStatement(key, 'approval', said)
  assert.deepEqual(verifyStatement([other.jwk, key.jwk], 'approval', statement), said)
  assert.equal(verifyStatement([other.jwk], 'approval', statement), undefined)
  assert.equal(verifyStatement([key.jwk], 'receipt', statement), undefined)
  // Another key under this one's name.
  assert.equal(verifyStatement([{ ...other.jwk, kid: key.jwk.kid }], 'approval', statement), undefined)
  assert.equal(verifyStatement([], 'approval', statement), undefined)
})

test('a statement with any one character changed says nothing', () => {
  const statement = signStatement(key, 'approval', said)
  for (let at = 0; at < statement.length; at++) {
    const changed = `${statement.slice(0, at)}${statement[at] === 'A' ? 'B' : 'A'}${statement.slice(at + 1)}`
    assert.equal(verifyStatement([key.jwk], 'approval', changed), undefined, `character ${at}`)
  }
})

test('no algorithm but ours: neither none, nor one that takes the public key for a secret', () => {
  const payload = JSON.stringify(said)
  for (const alg of ['none', 'HS256', 'ES256', 'eddsa']) {
    const header = JSON.stringify({ alg, kid: key.jwk.kid, typ: 'approval' })
    assert.equal(verifyStatement([key.jwk], 'approval', signCompact(key.d, header, payload)), undefined, alg)
  }
  const critical = JSON.stringify({ alg: 'EdDSA', kid: key.jwk.kid, typ: 'approval', crit: ['b64'] })
  assert.equal(verifyStatement([key.jwk], 'approval', signCompact(key.d, critical, payload)), undefined)
})
