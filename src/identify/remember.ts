// Sessions found in the last second, so that a busy page does not ask the database for each of its requests.
// What ends anywhere is dropped here at once by a notification; while that line is down, nothing is remembered.

import { type ClockEstimate, timeNow } from '../db/clock.ts'
import { openClient, type Pool } from '../db/connect.ts'
import { sha256 } from '../lib/bytes.ts'
import type { KeyRing } from '../lib/keys.ts'
import type { Log } from '../lib/log.ts'
import { SEEN_EVERY, type SessionState, sessionState } from './session.ts'
import { type Caller, findSession, noteSeen, openKeys } from './sessions.ts'

const GOOD_FOR = 1000
const REMEMBERED_AT_MOST = 20_000
const RETRY_AFTER = 500

export type Sessions = {
  /** The session of a token, live or locked, or undefined. To ask leaves no trace: a copied cookie keeps no session awake. */
  find(token: string): Promise<Caller | undefined>
  /** Notes that its own browser has used it, at most once a minute. */
  noteSeen(token: string, caller: Caller): Promise<void>
  /** Drops what is remembered of an account, on this node, now. */
  drop(account: string): void
  stop(): Promise<void>
}

export function rememberSessions(
  pool: Pool,
  url: string,
  needs: { readonly clock: ClockEstimate; readonly ring: KeyRing; readonly log: Log },
): Sessions {
  const { clock, ring, log } = needs
  const byToken = new Map<string, { readonly caller: Caller; readonly until: number }>()
  // Raised by each drop: an answer that was on its way from the database meanwhile is not remembered.
  let drops = 0
  const drop = (account: string): void => {
    drops++
    for (const [token, entry] of byToken) if (entry.caller.account === account) byToken.delete(token)
  }
  const line = listen(url, drop, () => byToken.clear(), log)

  const find = async (token: string): Promise<Caller | undefined> => {
    const now = clock.now()
    const key = keyOf(token)
    const remembered = byToken.get(key)
    // Only what is live is remembered: what seems to have rested may have been used, or unlocked, on another node.
    if (remembered && now !== undefined && line.isUp() && now < remembered.until) {
      if (sessionState(remembered.caller, now) === 'live') return remembered.caller
    }
    const before = drops
    const found = await findSession(pool, token)
    const state = found && sessionState(found, now ?? (await timeNow(clock, pool)))
    if (!found || !isOpen(state)) return undefined
    const caller = { ...found, keys: openKeys(ring, found), locked: state === 'locked' }
    if (!caller.locked && now !== undefined && drops === before && line.isUp()) {
      if (byToken.size >= REMEMBERED_AT_MOST) byToken.clear()
      byToken.set(key, { caller, until: now + GOOD_FOR })
    }
    return caller
  }

  return {
    find,
    async noteSeen(token, caller) {
      // Nothing but an unlocking wakes one that is locked.
      if (caller.locked) return
      const now = await timeNow(clock, pool)
      if (now - caller.lastSeenAt < SEEN_EVERY) return
      await noteSeen(pool, caller.session, now)
      const key = keyOf(token)
      const remembered = byToken.get(key)
      if (remembered) byToken.set(key, { ...remembered, caller: { ...caller, lastSeenAt: now } })
    },
    drop,
    stop: () => line.stop(),
  }
}

const isOpen = (state: SessionState | undefined): boolean => state === 'live' || state === 'locked'

/** What a token is remembered by: the token itself stays nowhere. */
const keyOf = (token: string): string => sha256(token).toString('base64')

type Line = { isUp(): boolean; stop(): Promise<void> }

/** LISTEN on a connection of its own, made anew when it breaks. */
function listen(url: string, onDrop: (account: string) => void, onDown: () => void, log: Log): Line {
  let up = false
  let stopped = false
  let timer: NodeJS.Timeout | undefined
  let client: Awaited<ReturnType<typeof openClient>> | undefined
  const down = (): void => {
    if (stopped) return
    if (up) log.error('the line that tells of ended sessions broke; nothing is remembered until it is back')
    up = false
    onDown()
    timer = setTimeout(() => void connect(), RETRY_AFTER)
  }
  const connect = async (): Promise<void> => {
    try {
      client = await openClient(url)
      client.on('notification', (told) => onDrop(told.payload ?? ''))
      await client.query('listen holdfast_session')
      client.once('end', down)
      up = true
    } catch {
      await client?.end().catch(() => undefined)
      down()
    }
  }
  void connect()
  return {
    isUp: () => up,
    async stop() {
      stopped = true
      clearTimeout(timer)
      await client?.end().catch(() => undefined)
    },
  }
}
