// The life of a request, in order: site, parse, identify, admit, handle, respond.

import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { OutcomeUnknown } from '../db/connect.ts'
import { isDatabaseAway } from '../db/tx.ts'
import { viewClient } from '../identify/client.ts'
import { bearerToken, findPlatform, type PlatformCaller } from '../identify/platform.ts'
import type { Caller } from '../identify/sessions.ts'
import { BOUND_HEADER, PROOF_HEADER } from '../lib/bound.ts'
import { pathKeys } from '../lib/contract.ts'
import { newId } from '../lib/ids.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import type { Ms } from '../lib/time.ts'
import { countUses, slowDown } from '../limits/store.ts'
import type { AccountState, ActionName, ActionRow } from '../policy/actions.ts'
import { ACTIONS, ofSession } from '../policy/actions.ts'
import { decide, type Facts } from '../policy/decide.ts'
import { type FoundCaller, findBoundCaller } from './caller.ts'
import { type GuardedOperation, makeContext, type Reply, type Route } from './context.ts'
import { readCookies, writeCookie } from './cookies.ts'
import type { Deps } from './deps.ts'
import { problem } from './problem.ts'
import { isSameOrigin, type SiteHeaders } from './same-origin.ts'

const PROOF = /^[A-Za-z0-9_-]{43}$/
const OTHER_METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const

export function addRoute(app: FastifyInstance, deps: Deps, route: Route): void {
  const url = route.operation.path.replaceAll(/\{(\w+)\}/g, ':$1')
  app.route({
    method: route.operation.method,
    url,
    handler: (request, reply) => answer(deps, route, request, reply),
  })
}

/** Every address answers every method: with 405 where it is not the one of its contract. */
export function refuseOtherMethods(app: FastifyInstance, deps: Deps, routes: readonly Route[]): void {
  const byUrl = Map.groupBy(routes, (route) => route.operation.path.replaceAll(/\{(\w+)\}/g, ':$1'))
  for (const [url, list] of byUrl) {
    const own = list.map((route) => route.operation.method as string)
    const others = OTHER_METHODS.filter((method) => !own.includes(method))
    app.route({
      method: [...others],
      url,
      handler: (_, reply) =>
        sendRefusal(deps, reply.header('allow', own.join(', ')), refuse('method-not-allowed')),
    })
  }
}

async function answer(
  deps: Deps,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  try {
    const result = await handle(deps, route, request)
    if (result.kind === 'refused') return sendRefusal(deps, reply, result)
    for (const cookie of result.cookies) reply.header('set-cookie', writeCookie(cookie))
    return reply.code(200).send(result.body)
  } catch (failure) {
    return sendFailure(deps, reply, failure, route.operation.id)
  }
}

async function handle(deps: Deps, route: Route, request: FastifyRequest): Promise<Reply<unknown> | Refused> {
  const { operation } = route
  const asker = operation.action === 'public' ? 'anyone' : ACTIONS[operation.action].caller
  const site = { fetchSite: header(request, 'sec-fetch-site'), origin: header(request, 'origin') }
  if (operation.method !== 'GET' && !mayCome(asker, site, deps.settings.origin)) return refuse('cross-site')
  const input = parse(operation, request)
  if (!input.ok) return input.refused
  // The platform is known by its credential alone, a client by the session alone: neither opens what is the other's.
  const cookies = asker === 'platform' ? {} : readCookies(header(request, 'cookie'))
  const proof = header(request, PROOF_HEADER)
  const found = await findBoundCaller(deps, cookies.session, {
    method: operation.method,
    path: request.url,
    body: request.rawBody,
    bound: header(request, BOUND_HEADER),
    proof,
  })
  const platform = asker === 'platform' ? await findAsker(deps, request) : undefined
  if (platform?.kind === 'refused') return platform
  const refused = admit(operation, found)
  if (refused) return refused
  const caller = found.kind === 'caller' ? found.caller : undefined
  const client = viewClient(
    {
      peer: request.socket.remoteAddress ?? '',
      forwarded: header(request, 'x-forwarded-for'),
      userAgent: header(request, 'user-agent'),
    },
    deps.settings.trustedHops,
    deps.places,
  )
  const seen = {
    deps,
    client,
    cookies,
    caller,
    platform: platform?.caller,
    proof: proof && PROOF.test(proof) ? proof : undefined,
  }
  return route.handle(makeContext(seen, operation), input.value as never)
}

/** A change comes from our own pages; the platform's server comes from no page, and so does not say from which. */
const mayCome = (asker: ActionRow['caller'], site: SiteHeaders, origin: string): boolean =>
  (asker === 'platform' && site.fetchSite === undefined && site.origin === undefined) ||
  isSameOrigin(site, origin)

type Asker = { readonly kind: 'found'; readonly caller: PlatformCaller }
async function findAsker(deps: Deps, request: FastifyRequest): Promise<Asker | Refused> {
  const token = bearerToken(header(request, 'authorization'))
  const caller = token === undefined ? undefined : await findPlatform(deps.pool, token, 'approvals')
  if (!caller) return refuse('credential-required')
  const counted = await countUses(deps, [{ kind: 'platform', subject: caller.credential }])
  return counted.allowed ? { kind: 'found', caller } : slowDown(counted)
}

/** A header that stands twice comes as a list; we read none of ours from such a request. */
function header(request: FastifyRequest, name: string): string | undefined {
  const value = request.headers[name]
  return typeof value === 'string' ? value : undefined
}

type Parsed =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refused: Refused }

function parse(operation: GuardedOperation, request: FastifyRequest): Parsed {
  const sent: unknown = operation.method === 'GET' ? request.query : request.body
  if (operation.method !== 'GET' && sent === undefined)
    return { ok: false, refused: refuse('media-unsupported') }
  if (typeof sent !== 'object' || sent === null || Array.isArray(sent))
    return {
      ok: false,
      refused: refuse('input-invalid', { problems: [{ field: '', problem: 'not-an-object' }] }),
    }
  const keys = pathKeys(operation.path)
  const clash = keys.find((key) => Object.hasOwn(sent, key))
  if (clash)
    return {
      ok: false,
      refused: refuse('input-invalid', { problems: [{ field: clash, problem: 'unrecognized_keys' }] }),
    }
  const parsed = operation.input.safeParse({ ...sent, ...(request.params as Record<string, string>) })
  if (parsed.success) return { ok: true, value: parsed.data }
  // Names of fields and of rules: what was typed is not sent back.
  const problems = parsed.error.issues.slice(0, 20).map((issue) => ({
    field: [...issue.path, ...('keys' in issue ? issue.keys.slice(0, 5) : [])].join('.').slice(0, 100),
    problem: issue.code === 'invalid_format' ? issue.message : issue.code,
  }))
  return { ok: false, refused: refuse('input-invalid', { problems }) }
}

/** What the policy says before the handler runs: acts that need no proof are decided here, the rest in the transaction. */
function admit(operation: GuardedOperation, found: FoundCaller): Refused | undefined {
  // What the platform may ask of an account depends on that account, which its handler reads.
  if (operation.action === 'public' || !ofSession(ACTIONS[operation.action])) {
    // A cookie that is not this browser's is as good as none here. Its own browser with a wrong clock is told so, or a new
    // sign-in would leave the session before it open.
    return found.kind === 'refused' && found.reason === 'clock' ? found : undefined
  }
  if (found.kind === 'nobody') return refuse('sign-in-required')
  if (found.kind === 'refused') return found
  const { caller, now } = found
  const verdict = decide(operation.action, {
    caller: callerOf(caller, now),
    state: caller.accountState as AccountState,
    // Looked at again in the transaction of what changes anything.
    lock: caller.settingsLocked && isLockedBySettings(operation.action) ? 'on' : 'open',
    factor: 'ripe',
    pin: 'set',
    device: 'known',
    firstDay: false,
    proved: [],
  })
  if (verdict.kind !== 'refuse') return undefined
  if (verdict.reason === 'session-locked' || verdict.reason === 'settings-locked')
    return refuse(verdict.reason)
  return refuse('state-forbids', verdict.reason === 'reading-only' ? { reason: verdict.reason } : {})
}

const isLockedBySettings = (action: ActionName): boolean => {
  const { lock }: ActionRow = ACTIONS[action]
  return lock !== 'as-asked' && lock.includes('settings')
}

function callerOf({ locked, readsUntil }: Caller, now: Ms): Facts['caller'] {
  if (locked) return 'locked-session'
  return readsUntil !== null && now < readsUntil ? 'reader' : 'session'
}

export function sendRefusal(
  deps: Deps,
  reply: FastifyReply,
  refused: Refused,
  incident?: string,
): FastifyReply {
  const { status, headers, body } = problem(refused, deps.clock.now(), incident)
  return reply.code(status).headers(headers).send(JSON.stringify(body))
}

/** A bug, or a database that is away: rolled back, logged with an id, nothing said of the cause. */
export function sendFailure(deps: Deps, reply: FastifyReply, failure: unknown, where: string): FastifyReply {
  const name = failure instanceof Error ? failure.name : 'unknown'
  if (failure instanceof OutcomeUnknown) {
    deps.log.error('the outcome of a commit is unknown', { where })
    return sendRefusal(deps, reply, refuse('outcome-unknown'))
  }
  if (isDatabaseAway(failure)) {
    deps.log.error('the database is away', { where, failure: name })
    return sendRefusal(deps, reply, refuse('database-away'))
  }
  const incident = newId(deps.random).slice(0, 13)
  const detail = failure instanceof Error ? (failure.stack ?? failure.message) : String(failure)
  deps.log.error('a request failed', { where, incident, detail })
  return sendRefusal(deps, reply, refuse('internal'), incident)
}
