// Pure: is a request meant for this server? A name of someone else's that is made to point here (DNS rebinding) would let
// their page read what ours may: the development inbox, and answers to strangers. Addresses cannot be rebound.

const LOOPBACK = /^(127\.0\.0\.1|\[::1\]|localhost)(:[0-9]{1,5})?$/

/** `origin` is the portal's own. In development the same machine may also be asked by its loopback address. */
export function isOurHost(
  host: string | undefined,
  origin: string,
  mode: 'development' | 'production',
): boolean {
  if (host === undefined) return false
  return host === new URL(origin).host || (mode === 'development' && LOOPBACK.test(host))
}
