import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { html, plainText } from './render.ts'

test('whatever a client is called, it is text in every form of a message', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const made = html({ subject: name, paragraphs: [name] })
      const tags = (made.match(/<[a-z/!]/gi) ?? []).length
      assert.equal(
        tags,
        (html({ subject: '', paragraphs: ['x'] }).match(/<[a-z/!]/gi) ?? []).length +
          (name.match(/\n/g) ?? []).length,
      )
    }),
  )
  assert.ok(html({ subject: 's', paragraphs: ['<img src=x onerror=alert(1)>'] }).includes('&#60;img'))
})

test('a message says in each form that nobody asks for a code', () => {
  const words = { subject: 's', paragraphs: ['123 456'] }
  for (const text of [plainText(words), html(words)])
    assert.match(text, /never asks for a password, a PIN or a code/)
})
