// A node that dies by SIGKILL in the moment in which it has taken a text on lease and asks the provider to send it. Its
// argument is the database.

import type { TestDatabase } from './database.ts'
import { world } from './world.ts'

const known = JSON.parse(process.argv[2] ?? '{}') as Omit<TestDatabase, 'drop'>
await world({
  database: { ...known, drop: () => Promise.resolve() },
  sms: {
    send() {
      process.kill(process.pid, 'SIGKILL')
      return new Promise(() => undefined)
    },
    check: () => Promise.resolve(),
  },
})
