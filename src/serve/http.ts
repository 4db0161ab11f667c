// The HTTP server: limits on what may be sent, strict JSON, one form for errors, health, and a close that lets
// running requests finish. The one door to Fastify.

import type { Socket } from 'node:net'
import Fastify, { type FastifyError, type FastifyInstance, type FastifyReply } from 'fastify'
import { parseJson } from '../lib/json.ts'
import { type Refused, refuse } from '../lib/refusals.ts'
import type { Route } from './context.ts'
import type { Deps } from './deps.ts'
import { securityHeaders } from './headers.ts'
import { isOurHost } from './host.ts'
import { problem } from './problem.ts'
import { addRoute, refuseOtherMethods, sendFailure, sendRefusal } from './route.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The body's bytes as they came: what a change is signed over is these, and not what was understood of them. */
    rawBody?: Buffer
  }
}

/** The server, ready to listen. */
export type Http = FastifyInstance
/** Adds what is not of the API: the portal, and what to answer where there is nothing. */
export type Pages = (app: FastifyInstance, notFound: (reply: FastifyReply) => FastifyReply) => void

/** Bytes and milliseconds a request may take of us. */
const BODY_LIMIT = 16 * 1024
const REQUEST_TIMEOUT = 15_000
const KEEP_ALIVE = 30_000
const HEADER_LIMIT = 8 * 1024

export function createHttp(deps: Deps, routes: readonly Route[], pages: Pages): FastifyInstance {
  const app = Fastify({
    logger: false,
    bodyLimit: BODY_LIMIT,
    requestTimeout: REQUEST_TIMEOUT,
    keepAliveTimeout: KEEP_ALIVE,
    connectionTimeout: 60_000,
    exposeHeadRoutes: false,
    forceCloseConnections: 'idle',
    routerOptions: { maxParamLength: 100, ignoreTrailingSlash: false, caseSensitive: true },
    http: { maxHeaderSize: HEADER_LIMIT },
    return503OnClosing: true,
    // An address that cannot be read never comes to a route, and what is no HTTP never to a request.
    frameworkErrors: (_error, request, reply) =>
      void sendRefusal(deps, dressed(reply, request.url, deps), refuse('request-malformed')),
    clientErrorHandler: (_error, socket) => refuseSocket(socket),
  })
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    request.rawBody = body as Buffer
    const parsed = readBody(body as Buffer)
    done(parsed.ok ? null : new BadBody(parsed.problem), parsed.ok ? parsed.value : undefined)
  })
  app.addHook('onRequest', (request, reply, done) => {
    dressed(reply, request.url, deps)
    // Probes of an orchestrator come by address.
    const isProbe = request.url === '/healthz' || request.url === '/readyz'
    if (isProbe || isOurHost(request.headers.host, deps.settings.origin, deps.settings.mode)) done()
    else sendRefusal(deps, reply, refuse('host-unknown'))
  })
  closeConnectionsWhenClosing(app)
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const refused = refusalOf(error)
    return refused
      ? sendRefusal(deps, reply, refused)
      : sendFailure(deps, reply, error, request.routeOptions.url ?? 'no route')
  })
  pages(app, (reply) => sendRefusal(deps, reply, refuse('not-found')))
  for (const route of routes) addRoute(app, deps, route)
  refuseOtherMethods(app, deps, routes)
  addHealth(app, deps)
  return app
}

/**
 * A request that is being answered while the server closes is the last of its connection. Connections that have not
 * asked anything yet (browsers open some in advance) end at once: nobody waits for what may never come.
 */
function closeConnectionsWhenClosing(app: FastifyInstance): void {
  let closing = false
  const silent = new Set<Socket>()
  app.server.on('connection', (socket) => {
    silent.add(socket)
    socket.once('close', () => silent.delete(socket))
  })
  app.server.on('request', ({ socket }) => silent.delete(socket))
  app.addHook('preClose', (done) => {
    closing = true
    for (const socket of silent) socket.destroy()
    done()
  })
  app.addHook('onSend', (_request, reply, _payload, done) => {
    if (closing) reply.header('connection', 'close')
    done()
  })
}

/** The headers that every answer has. The date is of the clock that decides: a client's waits are drawn by it. */
function dressed(reply: FastifyReply, url: string, { settings, clock }: Deps): FastifyReply {
  const now = clock.now()
  if (now !== undefined) reply.header('date', new Date(now).toUTCString())
  return reply
    .headers(securityHeaders(url.startsWith('/v1/') ? 'data' : 'page', settings.origin))
    .header('cache-control', 'no-store')
}

function refuseSocket(socket: Socket): void {
  const { status, body } = problem(refuse('request-malformed'), undefined)
  const text = JSON.stringify(body)
  if (socket.writable) {
    socket.end(
      `HTTP/1.1 ${status} Bad Request\r\ncontent-type: application/problem+json\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`,
    )
  }
}

class BadBody extends Error {
  readonly problem: string
  constructor(problem: string) {
    super('the body is not JSON as we take it')
    this.problem = problem
  }
}

function readBody(body: Buffer): ReturnType<typeof parseJson> | { ok: false; problem: 'not-utf-8' } {
  try {
    return parseJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: false }).decode(body))
  } catch {
    return { ok: false, problem: 'not-utf-8' }
  }
}

/** What the server itself refuses, before a handler is found. */
function refusalOf(error: FastifyError | BadBody): Refused | undefined {
  if (error instanceof BadBody) return refuse('request-malformed', { reason: error.problem })
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse('too-large')
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') return refuse('media-unsupported')
  if (typeof error.statusCode === 'number' && error.statusCode < 500) return refuse('request-malformed')
  return undefined
}

function addHealth(app: FastifyInstance, deps: Deps): void {
  /** Is the process alive? Says nothing of the database, so that an orchestrator does not restart what is healthy. */
  app.get('/healthz', (_request, reply) => reply.type('text/plain').send('ok\n'))
  /** Can it serve? */
  app.get('/readyz', async (_request, reply) => {
    try {
      await deps.pool.query('select 1 from holdfast.migration limit 1')
      return await reply.type('text/plain').send('ready\n')
    } catch {
      return sendRefusal(deps, reply, refuse('database-away'))
    }
  })
}
