// Pure: our cookies. `__Host-` pins them to this very host: no subdomain can plant or read one (RFC 6265bis §4.1.3.2).

export const COOKIES = {
  session: '__Host-holdfast',
  signIn: '__Host-holdfast-sign-in',
  signUp: '__Host-holdfast-sign-up',
  reset: '__Host-holdfast-reset',
} as const
export type CookieName = keyof typeof COOKIES
export type SetCookie = { readonly name: CookieName /** Empty: delete it. */; readonly value: string }

const LONGEST_HEADER = 4096
const VALUE = /^[A-Za-z0-9_-]{1,100}$/

/** Values of ours in a Cookie header. One that stands twice is none: someone planted the other. */
export function readCookies(header: string | undefined): Partial<Record<CookieName, string>> {
  if (!header || header.length > LONGEST_HEADER) return {}
  const pairs = header.split(';').map((part) => part.trim().split('=', 2) as [string, string?])
  const found: Partial<Record<CookieName, string>> = {}
  for (const [short, name] of Object.entries(COOKIES) as [CookieName, string][]) {
    const values = pairs.filter(([key]) => key === name).map(([, value]) => value ?? '')
    if (values.length === 1 && VALUE.test(values[0]!)) found[short] = values[0]!
  }
  return found
}

/** Session cookies end with the browser; the server ends them earlier. Strict: no other site's link carries them. */
export function writeCookie(cookie: SetCookie): string {
  const life = cookie.value === '' ? '; Max-Age=0' : ''
  return `${COOKIES[cookie.name]}=${cookie.value}; Path=/; Secure; HttpOnly; SameSite=Strict${life}`
}
