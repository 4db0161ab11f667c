// What programs and people send that is not what was asked for.

import fc from 'fast-check'
import { type Operation, pathKeys } from '../../src/lib/contract.ts'
import { sampleOf } from './samples.ts'

/** Planted wherever a text may stand; it is in no answer. */
export const CANARY = 'canary7f3a9e'

/** Texts that have broken something somewhere. */
export const TEXTS = [
  '',
  ' ',
  CANARY,
  `${CANARY}\u0000`,
  '\u0000',
  'a\u0000b',
  '\ud800',
  '\udfff\ud800',
  '\ufffe',
  '\uffff',
  '\u202e',
  '\u200b',
  '\ufeff',
  'ﬃ',
  '١٢٣٤٥٦',
  '１２３４５６',
  'İ',
  'ß',
  '🏴‍☠️',
  'é',
  '\u0301\u0301\u0301',
  `'; drop table holdfast.account; --`,
  `${CANARY}' or '1'='1`,
  '%s%n',
  '{{7*7}}',
  '${7*7}',
  '<script>alert(1)</script>',
  '../../etc/passwd',
  'null',
  'undefined',
  'NaN',
  '1e309',
  '-0',
  '0x10',
  'true',
  '__proto__',
  'constructor',
  `${CANARY}@example.test\r\nBcc: a@b.test`,
  'a@b',
  'x'.repeat(5_000),
  `${CANARY}${'\ufdfa'.repeat(250)}`,
  '\r\n\r\n',
  '\\u0000',
  '00000000-0000-0000-0000-000000000000',
]
const odd = fc.oneof(
  fc.constantFrom<unknown>(...TEXTS),
  fc.constantFrom<unknown>(
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    -1e308,
    2 ** 53,
    [],
    {},
    [[]],
    [null],
    { a: CANARY },
    [CANARY],
    { toString: CANARY },
    { length: 3 },
  ),
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.integer(),
  fc.double(),
  fc.jsonValue({ maxDepth: 4 }),
)

/** JSON with lone halves of characters written out, as a stranger's program would. */
const asText = (value: unknown): string =>
  JSON.stringify(value, (_, held: unknown) =>
    typeof held === 'number' && !Number.isFinite(held) ? '∞' : held,
  )

/** Bodies of one operation: the right one with something wrong in it, or something else altogether, as text. */
export function bodiesOf(op: Operation): fc.Arbitrary<string> {
  const sample = Object.fromEntries(
    Object.entries(sampleOf(op)).filter(([key]) => !pathKeys(op.path).includes(key)),
  )
  const fields = Object.keys(sample)
  const whole = asText(sample)
  const field = fields.length > 0 ? fc.constantFrom(...fields) : fc.constant('nothing')
  const inside = fields.length === 0 ? '' : `${whole.slice(1, -1)},`
  return fc.oneof(
    fc.tuple(field, odd).map(([name, value]) => asText({ ...sample, [name]: value })),
    field.map((name) => asText(Object.fromEntries(Object.entries(sample).filter(([key]) => key !== name)))),
    fc
      .tuple(fc.string({ maxLength: 12 }), odd)
      .map(([name, value]) => `{${inside}${asText(name)}:${asText(value)}}`),
    field.map((name) => `{${inside}${asText(name)}:"${CANARY}"}`),
    fc
      .constantFrom('__proto__', 'constructor', 'prototype', '\\u005f_proto__')
      .map((name) => `{${inside}"${name}":{"polluted":"${CANARY}"}}`),
    field.map((name) => `{${inside}"nested":{"${name}":{"__proto__":{"polluted":true}}}}`),
    fc.integer({ min: 1, max: 3_000 }).map((depth) => `${'['.repeat(depth)}${']'.repeat(depth)}`),
    fc.integer({ min: 1, max: 2_000 }).map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
    fc.constantFrom(
      '',
      ' ',
      'null',
      'true',
      '0',
      '""',
      '[]',
      '{',
      '}',
      '{}',
      '{"a"',
      `${whole}${whole}`,
      `${whole},`,
      `\ufeff${whole}`,
      whole.replaceAll('"', "'"),
      `/**/${whole}`,
      whole.slice(0, -1),
      `[${whole}]`,
      `"${CANARY}"`,
      'NaN',
      '1e999999',
      `{"n":${'9'.repeat(400)}}`,
      '{"a":1,}',
      '\u0000',
    ),
    fc.constantFrom(
      ' '.repeat(20_000),
      `"${'x'.repeat(17_000)}"`,
      `{"a":"${CANARY.repeat(2_000)}"}`,
      `[${'1,'.repeat(8_000)}1]`,
    ),
    odd.map(asText).filter((text) => text !== undefined),
  )
}
