import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { type CodeText, codeText, SEGMENT } from './code-text.ts'

/** Of the basic alphabet of GSM-7 (3GPP TS 23.038, 6.2.1) what is ASCII, each one septet. */
const GSM = new Set(
  '@$_ !"#%&\'()*+,-./0123456789:;<=>?ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz\n',
)
const CODE: CodeText = {
  platform: 'Northmere',
  origin: 'https://portal.northmere.example:8443',
  code: '012345',
  act: 'to sign in',
}
const ACTS = ['to sign in', 'to confirm this number', 'to send 1250.50 USDT to', 'to send 0.42000001 BTC to']
const linesOf = (text: string): string[] => text.split('\n')

test('a text says platform first, then code, act and how long, and ends with the line that binds it', () => {
  assert.equal(
    codeText(CODE),
    'Northmere: 012345 is your code to sign in. Good for ten minutes. Tell nobody.\n\n@portal.northmere.example #012345',
  )
  assert.match(
    codeText({ ...CODE, act: 'to send 0.42 BTC to', name: 'Ledger at home' }),
    /^Northmere: 012345 is your code to send 0\.42 BTC to "Ledger/,
  )
})

test('whatever a client calls a thing, a text is one segment of one septet a character, without a link', () => {
  fc.assert(
    fc.property(
      fc.oneof(fc.string({ unit: 'binary', maxLength: 300 }), fc.webUrl(), fc.emailAddress(), fc.string()),
      fc.constantFrom(...ACTS),
      fc.constantFrom('Northmere', 'Banque Privée de Genève', 'A', 'Ακρόπολις'),
      (name, act, platform) => {
        const text = codeText({ ...CODE, platform, act, name })
        assert.ok(text.length <= SEGMENT, `${text.length}: ${text}`)
        for (const each of text) assert.ok(GSM.has(each), `${JSON.stringify(each)} in ${text}`)
        const [first = '', empty, last, ...more] = linesOf(text)
        assert.deepEqual([empty, last, more], ['', '@portal.northmere.example #012345', []])
        const inQuotes = first.slice(first.indexOf('"') + 1, first.lastIndexOf('"')).replace(/\.\.$/, '')
        assert.doesNotMatch(inQuotes, /[.:/@#"]/)
      },
    ),
    { numRuns: 2_000 },
  )
})

test('a long name is shortened, never the words round it, and some of it is always left', () => {
  const name = 'The very long name of a cold wallet that lies in a vault under a mountain'
  for (const act of ACTS) {
    const text = codeText({ ...CODE, act, name })
    assert.match(text, /"The very [^"]*\.\."\. Good for ten minutes\. Tell nobody\.\n/)
    assert.ok(text.length <= SEGMENT)
  }
  const far = codeText({ ...CODE, origin: `https://${'a'.repeat(60)}.northmere.example`, name })
  assert.match(far, /"The very l\.\."/)
})

test('what is not in the alphabet is shown to be missing, accents apart', () => {
  const of = (name: string): string =>
    /"(.*)"/.exec(codeText({ ...CODE, act: 'to send to', name }))?.[1] ?? ''
  assert.equal(of('Café Zoë'), 'Cafe Zoe')
  assert.equal(of('日本 [2]'), '?? ?2?')
  assert.equal(of('evil.example/a @x #1\n"end'), 'evil example a x 1 end')
  assert.match(codeText({ ...CODE, platform: 'Ακρόπολις' }), /^portal\.northmere\.example: 012345/)
  assert.match(codeText({ ...CODE, platform: 'Société Générale' }), /^Societe Generale: /)
})
