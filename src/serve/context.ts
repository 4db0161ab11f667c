// What a handler is given, and what it gives back.

import type { z } from 'zod'
import { type Database, onPool } from '../db/connect.ts'
import { type Tx, transaction } from '../db/tx.ts'
import type { ClientView } from '../identify/client.ts'
import type { PlatformCaller } from '../identify/platform.ts'
import type { Caller } from '../identify/sessions.ts'
import { assert } from '../lib/assert.ts'
import type { CodesOf, InputOf, Operation, OutputOf } from '../lib/contract.ts'
import type { RefusalCode, Refused } from '../lib/refusals.ts'
import type { Ms } from '../lib/time.ts'
import { ACTIONS, type ActionName, isLockable } from '../policy/actions.ts'
import {
  type AsAsked,
  type Content,
  type Guarded,
  type GuardRefusal,
  guard,
  NO_CONTENT,
} from '../policy/guard.ts'
import type { CookieName, SetCookie } from './cookies.ts'
import type { Deps } from './deps.ts'

/** A transaction of a request: it can ask the policy. */
export type ActTx = Tx & {
  /** Asks the policy for the operation's own act on this content. */
  require(content: Content, asked?: AsAsked): Promise<Guarded>
  /** The same for an act that needs no proof. @returns why it may not happen, if it may not. */
  admit(): Promise<Refused<NoProof> | undefined>
}

type NoProof = Exclude<GuardRefusal, 'proof-required'>

export type Context = {
  readonly deps: Deps
  readonly client: ClientView
  readonly cookies: Partial<Record<CookieName, string>>
  readonly proof: string | undefined
  /** The live session that asks, if there is one. */
  readonly caller: Caller | undefined
  /** The same, where the policy row demands a session: it has been admitted. */
  signedIn(): Caller
  /** The platform's server, where the policy row demands it. */
  readonly platform: PlatformCaller | undefined
  /** The same, admitted. */
  asPlatform(): PlatformCaller
  /** A look without a transaction, at the time that the hot path knows; what acts looks again in its own. */
  read<T>(look: (at: { readonly db: Database; readonly now: Ms }) => Promise<T>): Promise<T>
  /** One transaction. Refusals commit what they have written; exceptions roll back. */
  write<T>(work: (tx: ActTx) => Promise<T>): Promise<T>
}

export type Reply<Body> = {
  readonly kind: 'reply'
  readonly body: Body
  readonly cookies: readonly SetCookie[]
}
export const reply = <Body>(body: Body, cookies: readonly SetCookie[] = []): Reply<Body> => ({
  kind: 'reply',
  body,
  cookies,
})

export type GuardedOperation = Operation<z.ZodObject, z.ZodType, RefusalCode, ActionName | 'public'>
export type GuardedContract = { readonly [name: string]: GuardedOperation }
export type Handler<Op> = (
  context: Context,
  input: InputOf<Op>,
) => Promise<Reply<OutputOf<Op>> | Refused<CodesOf<Op>>>
export type Handlers<C> = { readonly [Name in keyof C]: Handler<C[Name]> }
export type Route = { readonly operation: GuardedOperation; readonly handle: Handler<GuardedOperation> }

/** A contract with its handlers: a missing one, or an operation without an act of the policy, does not compile. */
export function serve<C extends GuardedContract>(contract: C, handlers: Handlers<C>): readonly Route[] {
  return Object.entries(contract).map(([name, operation]) => ({
    operation,
    handle: handlers[name] as Handler<GuardedOperation>,
  }))
}

export type Seen = Pick<Context, 'deps' | 'client' | 'cookies' | 'proof' | 'caller' | 'platform'>

export function makeContext(seen: Seen, { action, method }: GuardedOperation): Context {
  const { deps, caller, platform } = seen
  const row = action === 'public' ? undefined : ACTIONS[action]
  const guarded = row?.caller === 'session' && method !== 'GET' && (row.proof.length > 0 || isLockable(row))
  return {
    ...seen,
    signedIn() {
      assert(caller, 'a handler asked for the session of an operation that anyone may call')
      return caller
    },
    asPlatform() {
      assert(platform, 'a handler asked for the credential of an operation that needs none')
      return platform
    },
    async read(look) {
      const now = deps.clock.now()
      return now === undefined ? transaction(deps.pool, look) : look({ db: onPool(deps.pool), now })
    },
    write: (work) =>
      transaction(deps.pool, async (tx) => {
        let asked = false
        const result = await work({
          ...tx,
          require(content, given) {
            asked = true
            assert(caller && action !== 'public', 'the policy is asked for a session and an act')
            return guard(tx, deps, caller, action, content, seen.proof, given)
          },
          async admit() {
            const guarded = await this.require(NO_CONTENT)
            if (guarded.kind === 'allowed') return undefined
            const { code } = guarded
            assert(code !== 'proof-required', 'an act that needs a proof is asked for without one')
            return { ...guarded, code }
          },
        })
        // The last line of defence: an act that needs a proof, or that a lock refuses, and never asked, is rolled back as a bug.
        assert(asked || !guarded || isRefusal(result), `${action} was carried out without asking the policy`)
        return result
      }),
  }
}

const isRefusal = (result: unknown): boolean =>
  typeof result === 'object' && result !== null && 'kind' in result && result.kind === 'refused'
