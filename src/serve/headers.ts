// Pure: the headers of every answer. Nothing is loaded from elsewhere, nothing runs that was not sent as a file.

const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  // The service worker: one file of ours, which keeps the page for no network (web/offline/).
  "worker-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  // One rule, because a worker is registered by the address of a script: it makes that one address and no other, and
  // there is no second of its name (no 'allow-duplicates'). Nothing can make markup or code.
  'trusted-types holdfast-worker',
].join('; ')
const DATA_POLICY = "default-src 'none'; frame-ancestors 'none'"

export function securityHeaders(kind: 'page' | 'data', origin: string): Readonly<Record<string, string>> {
  return {
    'content-security-policy': kind === 'page' ? PAGE_POLICY : DATA_POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
    ...(origin.startsWith('https:') && {
      'strict-transport-security': 'max-age=63072000; includeSubDomains',
    }),
  }
}
