// Requests as they lie on the wire, with a method, address, header or byte that fetch would mend or refuse.

import { Agent, type IncomingHttpHeaders, request } from 'node:http'
import { connect } from 'node:net'

export type Sent = {
  readonly method?: string
  readonly path: string
  readonly headers?: Readonly<Record<string, string | string[]>>
  readonly body?: string | Uint8Array
}
export type Got = { readonly status: number; readonly headers: IncomingHttpHeaders; readonly text: string }

/** Sends one request, on a connection of its own unless an agent keeps one. */
export function send(origin: string, sent: Sent, agent: Agent | false = false): Promise<Got> {
  const { port } = new URL(origin)
  return new Promise((settle, fail) => {
    const { method = 'GET', path, headers = {}, body } = sent
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) }
    const asked = request(
      { host: 'localhost', port, method, path, headers: { ...length, ...headers }, agent },
      (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          settle({
            status: response.statusCode ?? 0,
            headers: response.headers,
            text: Buffer.concat(parts).toString('utf8'),
          }),
        )
        response.on('error', fail)
      },
    )
    asked.on('error', fail)
    asked.end(body)
  })
}

/** Writes bytes and reads until the server closes, or says nothing more for a while. */
export function speak(origin: string, bytes: string | Uint8Array, quietMs = 300): Promise<string> {
  return new Promise((settle) => {
    const socket = connect(Number(new URL(origin).port), 'localhost')
    let heard = ''
    const end = (): void => {
      socket.destroy()
      settle(heard)
    }
    socket.setTimeout(quietMs, end)
    socket.on('data', (part) => {
      heard += part.toString('latin1')
    })
    socket.on('error', end)
    socket.on('close', end)
    socket.write(bytes)
  })
}

export const keptOpen = (): Agent => new Agent({ keepAlive: true, maxSockets: 1 })

/** The code of a refusal, or '' for what is none. */
export function codeOf(got: Got): string {
  try {
    const body: unknown = JSON.parse(got.text)
    return typeof body === 'object' && body !== null && 'code' in body ? String(body.code) : ''
  } catch {
    return ''
  }
}

/** Names and values of the cookies that an answer sets. */
export function cookiesOf(got: Got): ReadonlyMap<string, string> {
  return new Map(
    (got.headers['set-cookie'] ?? []).map((line): [string, string] => {
      const [pair = ''] = line.split(';', 1)
      const at = pair.indexOf('=')
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
