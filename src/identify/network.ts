// Pure: where a request comes from. The address is the peer's own, unless so many proxies of ours stand before us:
// then it is the entry that the outermost of those wrote. What a client writes itself is never believed.

import ipaddr from 'ipaddr.js'

/** The client's address in one spelling: IPv4-mapped IPv6 as IPv4, no zone id. `forwarded` is X-Forwarded-For. */
export function clientAddress(peer: string, forwarded: string | undefined, trustedHops: number): string {
  if (trustedHops === 0) return oneSpelling(peer) ?? 'unknown'
  const hops = (forwarded ?? '')
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
  // Each trusted proxy adds one entry at the end; what stands before those is the client's own word.
  const candidate = hops.at(-trustedHops)
  return (
    (hops.length >= trustedHops && candidate ? oneSpelling(candidate) : undefined) ??
    oneSpelling(peer) ??
    'unknown'
  )
}

function oneSpelling(text: string): string | undefined {
  // Some proxies add the port: 192.0.2.1:5678, [2001:db8::1]:5678.
  const bare = text
    .replace(/%.*$/, '')
    .replace(/^\[(.*)\](:\d+)?$/, '$1')
    .replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, '$1')
  if (!ipaddr.IPv4.isValidFourPartDecimal(bare) && !ipaddr.IPv6.isValid(bare)) return undefined
  return ipaddr.process(bare).toString()
}

/** What a limit is kept by: an IPv4 address, or an IPv6 /64, because one client owns all of that. */
export function networkOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  if (parsed.kind() === 'ipv4') return parsed.toString()
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${parsed.toString()}/64`).toString()}/64`
}

/** Private and reserved addresses have no place. */
export const hasPlace = (address: string): boolean =>
  ipaddr.isValid(address) && ipaddr.process(address).range() === 'unicast'
