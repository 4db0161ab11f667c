// Pure: where a request of ours may go when a stranger has named the place. Whoever names it must not reach through us what
// only this machine and its network may reach (server-side request forgery).

import ipaddr from 'ipaddr.js'

/** `public`: the open internet. `loopback-too`: this very machine besides, which is where development and tests listen. */
export type Reach = 'public' | 'loopback-too'

const isNumber = (text: string): boolean =>
  ipaddr.IPv4.isValidFourPartDecimal(text) || ipaddr.IPv6.isValid(text)
/** Of IPv6 only this is given to the internet (RFC 4291 §2.4); what is not yet given leads nowhere good. */
const GLOBAL_V6 = ipaddr.IPv6.parseCIDR('2000::/3')

/** May a connection go to this IP address? An IPv4 address inside an IPv6 one is judged as what it is. */
export function isReachable(address: string, reach: Reach): boolean {
  if (!isNumber(address)) return false
  const parsed = ipaddr.process(address)
  const range = parsed.range()
  if (range === 'loopback') return reach === 'loopback-too'
  // `unicast`: in none of the ranges with a meaning of their own (RFC 6890).
  return range === 'unicast' && (parsed instanceof ipaddr.IPv4 || parsed.match(GLOBAL_V6))
}

const MOST = 1000
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]']

/**
 * The address that a client named, if a request may go there at all: https on its own port, no name and password, and no
 * number that is not public. Where a name leads is known when it is looked up, each time anew.
 */
export function reachableUrl(text: string, reach: Reach): URL | undefined {
  const url = text.length > MOST ? null : URL.parse(text)
  if (url === null || url.username !== '' || url.password !== '' || url.hash !== '') return undefined
  if (reach === 'loopback-too' && LOOPBACK.includes(url.hostname)) return url
  if (url.protocol !== 'https:' || url.port !== '') return undefined
  const number = url.hostname.replace(/^\[(.*)\]$/, '$1')
  return !isNumber(number) || isReachable(number, reach) ? url : undefined
}
