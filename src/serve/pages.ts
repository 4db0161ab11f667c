// The portal's files, and the plain pages of the server itself. Every address of the portal answers with the same
// document; the names of its other files hold their digest, so that browsers may keep them.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import fastifyStatic from '@fastify/static'
import type { FastifyInstance } from 'fastify'
import type { Pages } from './http.ts'

/** A page of the server's own: path, type, and what it says at the moment. */
export type PlainPage = { readonly path: string; readonly type: string; content(): string }

/** Words of our own; of what was drawn by chance only the token of a link in a mail. */
const PORTAL_PATH = /^\/(?:[a-z0-9/-]{0,200}|(?:stop|not-me)\/[\w-]{43})$/

export function portalPages(portalFolder: string, plain: readonly PlainPage[]): Pages {
  const indexFile = join(portalFolder, 'index.html')
  const index = existsSync(indexFile) ? readFileSync(indexFile, 'utf8') : undefined
  return (app, notFound) => {
    for (const page of plain)
      app.get(page.path, (_request, reply) => reply.type(page.type).send(page.content()))
    if (index !== undefined) addPortal(app, portalFolder)
    app.setNotFoundHandler((request, reply) => {
      const path = request.url.split('?', 1)[0]!
      const wantsPage = request.method === 'GET' && PORTAL_PATH.test(path) && !path.startsWith('/v1/')
      if (!wantsPage || index === undefined || !(request.headers.accept ?? '').includes('text/html'))
        return notFound(reply)
      return reply.type('text/html; charset=utf-8').send(index)
    })
  }
}

function addPortal(app: FastifyInstance, portalFolder: string): void {
  void app.register(fastifyStatic, {
    root: portalFolder,
    index: false,
    wildcard: false,
    dotfiles: 'deny',
    preCompressed: true,
    cacheControl: false,
    setHeaders: (reply, path) => {
      if (path.includes('/assets/')) reply.header('cache-control', 'public, max-age=31536000, immutable')
    },
  })
}
