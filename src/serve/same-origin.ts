// Pure: did a request that may change something come from our own pages? Browsers say so themselves
// (Sec-Fetch-Site, W3C Fetch Metadata; Origin, RFC 6454). Who says nothing is refused: programs set Origin.

export type SiteHeaders = { readonly fetchSite: string | undefined; readonly origin: string | undefined }

export function isSameOrigin(headers: SiteHeaders, origin: string): boolean {
  if (headers.fetchSite !== undefined && headers.fetchSite !== 'same-origin') return false
  if (headers.origin !== undefined) return headers.origin === origin
  return headers.fetchSite === 'same-origin'
}
