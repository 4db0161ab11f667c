import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { isMessages, MESSAGES, readNotice } from './notice.ts'

const id = '6f1b0a52-2c3d-4e5f-8a9b-0c1d2e3f4a5b'

test('what we send is shown as it is', () => {
  const notice = { id, title: 'A new device signed in', body: 'Firefox on Linux.' }
  assert.deepEqual(readNotice(`${JSON.stringify(notice)}    `), notice)
})

test('whatever else comes, something is shown that is short, leads nowhere and says nothing of it', () => {
  const unread = readNotice(undefined)
  assert.ok(unread.title !== '' && unread.body !== '')
  for (const bad of ['', 'no json', 'null', '7', '[]', '{}', JSON.stringify({ id, title: 7, body: 'x' })])
    assert.deepEqual(readNotice(bad), unread, bad)
  fc.assert(
    fc.property(
      fc.record({ id: fc.constant(id), title: fc.string(), body: fc.string(), url: fc.webUrl() }),
      (sent) => {
        const read = readNotice(JSON.stringify(sent))
        assert.deepEqual(Object.keys(read), ['id', 'title', 'body'])
        assert.ok(read.title.length <= 100 && read.body.length <= 400)
      },
    ),
  )
})

test('the open page with the messages is known, and no other', () => {
  assert.ok(isMessages(`https://portal.example${MESSAGES}?a=b`))
  for (const other of ['https://portal.example/', 'https://portal.example/security/messages/x', 'none'])
    assert.ok(!isMessages(other), other)
})
