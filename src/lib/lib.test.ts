import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import { type BurstLimits, bursts } from './bursts.ts'
import { canonical, type Json } from './canonical.ts'
import { emailField, sixDigitsField, usernameField } from './fields.ts'
import { newId, newSixDigits } from './ids.ts'
import { parseJson } from './json.ts'
import { keyRing } from './keys.ts'
import { passwordHasher } from './password.ts'
import { passwordProblem } from './password-rules.ts'
import { seal, sealedWith, unseal } from './seal.ts'

const key = (id: number) => ({ id, bytes: randomBytes(32) })
const place = { table: 'factor', column: 'secret', row: 'r1', account: 'a1' }

test('what JSON.parse reads, strict JSON reads the same, unless a key stands twice', () => {
  fc.assert(
    fc.property(fc.json({ maxDepth: 5 }), (text) => {
      const strict = parseJson(text)
      if (strict.ok) assert.deepEqual(strict.value, JSON.parse(text))
      else assert.notEqual(strict.problem, 'not-json')
    }),
  )
})

test('equal keys, keys that reach prototypes, depth and half characters are refused', () => {
  const problem = (text: string): string => {
    const read = parseJson(text)
    return read.ok ? 'read' : read.problem
  }
  assert.equal(problem('{"a":1,"a":2}'), 'duplicate-key')
  assert.equal(problem('{"a":{"b":1,"\\u0062":2}}'), 'duplicate-key')
  assert.equal(problem('{"a":1  ,\n"a"\t:2}'), 'duplicate-key')
  assert.equal(problem(`{"a"${' '.repeat(200)}:1,"a":2}`), 'duplicate-key')
  assert.equal(problem('{"__proto__":{}}'), 'forbidden-key')
  assert.equal(problem('{"a":{"constructor":1}}'), 'forbidden-key')
  assert.equal(problem('['.repeat(9) + ']'.repeat(9)), 'too-deep')
  assert.equal(problem('"\\ud800"'), 'lone-surrogate')
  assert.equal(problem('{"a":"a","b":"{\\"a\\":1,\\"a\\":1}"}'), 'read')
  assert.equal(problem('{"x":"[[[[[[[[[["}'), 'read')
  assert.equal(problem('{"a":["b\\u0000"]}'), 'null-character')
  assert.equal(problem('{"a\\u0000":1}'), 'null-character')
  assert.equal(problem('{"a":"\\\\u0000"}'), 'read')
})

test('canonical JSON does not depend on the order of keys and reads back as the same value', () => {
  const value = fc.letrec<{ json: Json }>((tie) => ({
    json: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('json'), { maxLength: 3 }),
      fc.dictionary(fc.string(), tie('json'), { maxKeys: 3 }),
    ) as fc.Arbitrary<Json>,
  })).json
  fc.assert(
    fc.property(value, (json) => {
      const text = canonical(json)
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(json)))
      if (typeof json === 'object' && json !== null && !Array.isArray(json))
        assert.equal(canonical(Object.fromEntries(Object.entries(json).reverse())), text)
    }),
  )
  assert.throws(() => canonical(0.5))
})

test('what was sealed opens in its place alone, with its key alone, and not with a bit changed', () => {
  const ring = keyRing([key(1), key(2)])
  const sealed = seal(ring, randomBytes, place, 'a secret')
  assert.equal(unseal(ring, place, sealed), 'a secret')
  assert.equal(sealedWith(sealed), 2)
  for (const other of [{ table: 'x' }, { column: 'x' }, { row: 'r2' }, { account: 'a2' }])
    assert.throws(() => unseal(ring, { ...place, ...other }, sealed))
  assert.throws(() => unseal(keyRing([key(2)]), place, sealed))
  assert.throws(() => unseal(keyRing([key(3)]), place, sealed), /not in the ring/)
  for (let at = 0; at < sealed.length; at++) {
    const changed = Buffer.from(sealed)
    changed[at] = changed[at]! ^ 1
    assert.throws(() => unseal(ring, place, changed), `byte ${at}`)
  }
  assert.throws(() => unseal(ring, place, sealed.subarray(0, 20)))
})

test('a key ring refuses to be empty or to have an id twice', () => {
  assert.throws(() => keyRing([]))
  assert.throws(() => keyRing([key(1), key(1)]))
  assert.throws(() => keyRing([key(1)], 2))
  const keys = [key(1), key(2)]
  assert.equal(keyRing(keys).current.id, 2)
  assert.equal(keyRing(keys, 1).current.id, 1)
})

test('ids are version 4 UUIDs, codes are six digits of every kind', () => {
  assert.match(newId(randomBytes), /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
  const first = new Set(Array.from({ length: 500 }, () => newSixDigits(randomBytes)[0]))
  assert.equal(first.size, 10)
  // What lies past the last whole million is drawn again: it would make small codes likelier.
  const draws = [Buffer.from([0xff, 0xff, 0xff, 0xff]), Buffer.from([0, 0, 0, 7])]
  assert.equal(
    newSixDigits(() => draws.shift()!),
    '000007',
  )
})

test('spaces round a code and in it are forgiven, other digits and forms are not', () => {
  assert.equal(sixDigitsField.parse(' 123 456 '), '123456')
  assert.equal(sixDigitsField.parse('000001'), '000001')
  for (const bad of [
    '12345',
    '1234567',
    '１２３４５６',
    '1e5000',
    '12345a',
    '',
    '123\t456',
    '+12345',
    123456,
    ['123456'],
    null,
  ])
    assert.equal(sixDigitsField.safeParse(bad).success, false, String(bad))
})

test('addresses and names have one spelling', () => {
  assert.equal(emailField.parse('  Ines@Example.TEST '), 'ines@example.test')
  for (const bad of [
    'ines',
    'ines@',
    '@x.test',
    'a b@x.test',
    'ines@x',
    `${'a'.repeat(250)}@x.test`,
    'ines@x.test\nBcc: other@x.test',
    'inés@x.test',
    'ines@-x.test',
  ])
    assert.equal(emailField.safeParse(bad).success, false, bad)
  assert.equal(usernameField.parse(' Ines.Costa '), 'ines.costa')
  assert.equal(usernameField.parse('ＩＮＥＳ'), 'ines')
  for (const bad of ['ab', '.abc', 'a@b.c', 'inès', 'a'.repeat(33), 'іnes'])
    assert.equal(usernameField.safeParse(bad).success, false, bad)
})

test('a password is judged by length and by the blocklist, and by nothing else', () => {
  const common = (text: string): boolean => ['password', 'qwertyuiop', 'letmein'].includes(text)
  const judge = (password: string): string | undefined =>
    passwordProblem(password, common, ['ines.costa', 'northmere'])
  assert.equal(judge('1234567'), 'too-short')
  assert.equal(judge('a'.repeat(257)), 'too-long')
  assert.equal(judge('Password'), 'common')
  assert.equal(judge('password1!'), 'common')
  assert.equal(judge('aaaaaaaaaaaa'), 'common')
  assert.equal(judge('InesCosta7'), 'like-the-account')
  assert.equal(judge('wind over the harbour'), undefined)
  assert.equal(judge('      two words      '), undefined)
  // Eight characters of four bytes each are eight; combining marks count as what they make.
  assert.equal(judge('🌊🌊🌊🪸🐟🦀🐙🦑'), undefined)
  assert.equal(judge('é́'.repeat(3)), 'too-short')
})

test('a password verifies in either normal form, under its own pepper alone', async () => {
  const keys = [key(1)]
  const cost = { memoryKib: 19_456, passes: 2, lanes: 1 }
  const hasher = passwordHasher(keyRing(keys), cost)
  const hashed = await hasher.hash('harbour wall é')
  assert.ok(hashed !== 'busy')
  const { stored } = hashed
  assert.match(stored, /^1\$argon2id\$v=19\$m=19456,t=2,p=1\$/)
  assert.deepEqual(await hasher.verify(stored, 'harbour wall é'.normalize('NFD')), {
    matches: true,
    needsRehash: false,
  })
  assert.deepEqual(await hasher.verify(stored, 'harbour wall e'), { matches: false, needsRehash: false })
  assert.equal(
    ((await hasher.verify(undefined, 'no password is ever this one: 1')) as { matches: boolean }).matches,
    false,
  )
  const otherPepper = passwordHasher(keyRing([key(1)]), cost)
  assert.equal(((await otherPepper.verify(stored, 'harbour wall é')) as { matches: boolean }).matches, false)
  const rotated = passwordHasher(keyRing([...keys, key(2)]), cost)
  assert.deepEqual(await rotated.verify(stored, 'harbour wall é'), { matches: true, needsRehash: true })
  const dearer = passwordHasher(keyRing(keys), { ...cost, passes: 3 })
  assert.deepEqual(await dearer.verify(stored, 'harbour wall é'), { matches: true, needsRehash: true })
})

const ONE_BY_ONE: BurstLimits = { atOnce: 1, together: 1, waiting: 1, quietMs: 0, longestMs: 0 }

test('a full queue answers busy, and one that empties takes more', async () => {
  const turns = bursts(ONE_BY_ONE)
  let finish: () => void = () => undefined
  const first = turns.run(
    () =>
      new Promise<string>((done) => {
        finish = () => done('first')
      }),
  )
  const second = turns.run(() => Promise.resolve('second'))
  assert.equal(await turns.run(() => Promise.resolve('third')), 'busy')
  finish()
  assert.deepEqual(await Promise.all([first, second]), ['first', 'second'])
  await assert.rejects(
    turns.run(() => Promise.reject(new Error('work failed'))),
    /work failed/,
  )
  assert.equal(await turns.run(() => Promise.resolve('after a failure')), 'after a failure')
})

test('a burst answers nobody before all of it is done; who comes meanwhile is in the next, a failure spoils none', async () => {
  const turns = bursts({ atOnce: 1, together: 3, waiting: 10, quietMs: 5, longestMs: 1_000 })
  const seen: string[] = []
  const work = (name: string, fails = false) =>
    turns
      .run(async () => {
        seen.push(`does ${name}`)
        await new Promise((later) => setTimeout(later, 3))
        if (fails) throw new Error('work failed')
      })
      .then(
        () => seen.push(`answers ${name}`),
        () => seen.push(`refuses ${name}`),
      )
  await Promise.all([work('one'), work('two', true), work('three'), work('four')])
  const burst = ['does one', 'does two', 'does three', 'answers one', 'refuses two', 'answers three']
  assert.deepEqual(seen.toSorted(), [...burst, 'does four', 'answers four'].toSorted())
  assert.deepEqual(seen.slice(0, 3), burst.slice(0, 3))
  assert.deepEqual(seen.slice(3, 6).toSorted(), burst.slice(3).toSorted())
})

test('who keeps coming cannot keep a burst from beginning', async () => {
  const turns = bursts({ atOnce: 1, together: 1_000, waiting: 1_000, quietMs: 20, longestMs: 60 })
  let begun = false
  const all: Promise<unknown>[] = []
  for (let came = 0; came < 60 && !begun; came += 1) {
    all.push(
      turns.run(async () => {
        begun = true
      }),
    )
    await new Promise((later) => setTimeout(later, 5))
  }
  assert.ok(begun, 'nothing was done for as long as somebody came')
  assert.ok(all.length > 2, 'the first did not wait for company')
  await Promise.all(all)
})
