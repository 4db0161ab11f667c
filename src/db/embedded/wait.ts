import { setTimeout as sleep } from 'node:timers/promises'

/**
 * Asks again and again until the answer is yes, and gives up after a number of asks. It counts asks
 * and reads no clock, so a step of the system's time can neither cut a wait short nor stretch it.
 */
export async function until(
  isDone: () => boolean | Promise<boolean>,
  limit: { readonly everyMs: number; readonly atMostMs: number },
): Promise<boolean> {
  const asks = Math.ceil(limit.atMostMs / limit.everyMs)
  for (let ask = 0; ask < asks; ask += 1) {
    if (await isDone()) {
      return true
    }
    await sleep(limit.everyMs)
  }
  return await isDone()
}
