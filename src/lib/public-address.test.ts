import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isReachable, reachableUrl } from './public-address.ts'

const PRIVATE = [
  '0.0.0.0',
  '10.0.0.1',
  '100.64.0.1',
  '127.0.0.1',
  '169.254.169.254',
  '172.16.0.1',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::7f00:1',
  '::ffff:10.0.0.1',
  '::ffff:a9fe:a9fe',
  '64:ff9b::a00:1',
  '2002:a00:1::',
  '2001::1',
  'fc00::1',
  'fd00:ec2::254',
  'fe80::1',
  'fe80::1%eth0',
  'fec0::1',
  'ff02::1',
]

test('no address of a private network, in any spelling, is one to go to', () => {
  for (const address of PRIVATE) assert.ok(!isReachable(address, 'public'), address)
  for (const word of ['', 'localhost', '127.1', '0x7f000001', '2130706433'])
    assert.ok(!isReachable(word, 'loopback-too'), word)
  for (const address of ['93.184.216.34', '2606:4700::1111'])
    assert.ok(isReachable(address, 'public'), address)
  assert.deepEqual(
    PRIVATE.filter((address) => isReachable(address, 'loopback-too')),
    ['127.0.0.1', '::1'],
  )
})

test('whatever spelling of a private number is named, there is no address to post to', () => {
  const spelt = fc
    .tuple(fc.constantFrom(10, 127), fc.nat(255), fc.nat(255), fc.nat(255), fc.nat(3))
    .map(([a, b, c, d, how]) => {
      const number = ((a * 256 + b) * 256 + c) * 256 + d
      return [
        `${a}.${b}.${c}.${d}`,
        String(number),
        `0x${number.toString(16)}`,
        `[::ffff:${a}.${b}.${c}.${d}]`,
      ][how]!
    })
  fc.assert(
    fc.property(spelt, (host) => assert.equal(reachableUrl(`https://${host}/push`, 'public'), undefined)),
  )
})

test('only https on its own port, without a name and password; this machine in development alone', () => {
  const fits = ['https://push.example/a', 'https://push.example:443/a?b=c']
  const not = [
    'http://push.example/a',
    'https://push.example:8443/a',
    'https://name:word@push.example/a',
    'https://push.example/a#b',
    'ftp://push.example/a',
    'javascript:alert(1)',
    'push.example',
    '',
    `https://push.example/${'a'.repeat(1000)}`,
  ]
  for (const reach of ['public', 'loopback-too'] as const) {
    for (const one of fits) assert.ok(reachableUrl(one, reach), one)
    for (const one of not) assert.equal(reachableUrl(one, reach), undefined, one)
  }
  for (const own of ['http://localhost:5000/a', 'http://127.0.0.1:1/a', 'http://[::1]:1/a']) {
    assert.equal(reachableUrl(own, 'public'), undefined, own)
    assert.ok(reachableUrl(own, 'loopback-too'), own)
  }
})
