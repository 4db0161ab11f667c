// The keys of the session (sdk/bound.ts) where every tab of this browser profile finds them. They cannot leave it; a
// browser that stores none (some private windows) holds them as long as the page, and then it is: sign in again.
import { type KeyStore, memoryKeys, type SessionKeys } from '../../../sdk/bound.ts'
import { answerOf, inStore } from './browser-store.ts'

const DATABASE = 'holdfast-session'
const STORE = 'keys'
const KEY = 'session'

const inPage = memoryKeys()

/** Asked for each request: another tab may have signed in or out since the last. */
export const sessionKeys: KeyStore = {
  get: () => inStore(DATABASE, STORE, 'readonly', kept).catch(() => inPage.get()),
  async put(keys) {
    try {
      await inStore(DATABASE, STORE, 'readwrite', (store) => answerOf(store.put(keys, KEY)))
    } catch {
      await inPage.put(keys)
    }
  },
  async drop(session) {
    await inPage.drop(session)
    await inStore(DATABASE, STORE, 'readwrite', async (store) => {
      if ((await kept(store))?.session === session) await answerOf(store.delete(KEY))
    }).catch(() => undefined)
  },
}

const kept = (store: IDBObjectStore): Promise<SessionKeys | undefined> =>
  answerOf<SessionKeys | undefined>(store.get(KEY))
