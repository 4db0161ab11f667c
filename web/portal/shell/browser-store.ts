// Keys in the browser's own store (IndexedDB), which holds a key without ever showing its bytes.

/** A store of this name, in a database of its own, open for the time of `work`. */
export async function inStore<Value>(
  database: string,
  name: string,
  mode: IDBTransactionMode,
  work: (store: IDBObjectStore) => Promise<Value>,
): Promise<Value> {
  const opening = indexedDB.open(database, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(name))
  const opened = await answerOf(opening)
  try {
    return await work(opened.transaction(name, mode).objectStore(name))
  } finally {
    opened.close()
  }
}

export function answerOf<Value>(request: IDBRequest<Value>): Promise<Value> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    request.addEventListener('error', () =>
      reject(request.error ?? new Error('the store of the browser failed')),
    )
  })
}
