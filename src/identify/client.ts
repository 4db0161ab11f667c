// What the server can see of a client: address, network, place and what the program says it is. All of it is an
// estimate for the owner to read; no decision leans on it but limits (by network).

import bowser from 'bowser'
import { type CityResponse, type CountryResponse, open, type Reader } from 'maxmind'
import { clientAddress, hasPlace, networkOf } from './network.ts'

export type DeviceForm = 'computer' | 'phone' | 'tablet' | 'program'
export type ClientView = {
  readonly address: string
  readonly network: string
  readonly place: string | null
  readonly label: string
  readonly form: DeviceForm
}
/** Where a line of the log says that something came from. */
export const whereFrom = (client: Pick<ClientView, 'address' | 'place' | 'label'>) => ({
  address: client.address,
  place: client.place ?? '',
  device: client.label,
})

export type Places = { find(address: string): string | null }

const COUNTRY_FILE = '@ip-location-db/geo-whois-asn-country-mmdb/geo-whois-asn-country.mmdb'
const countryNames = new Intl.DisplayNames('en-GB', { type: 'region' })

/** Countries out of the box; cities by a file that the platform configures. */
export async function openPlaces(cityFile: string | undefined): Promise<Places> {
  const path = cityFile ?? new URL(import.meta.resolve(COUNTRY_FILE)).pathname
  const reader: Reader<CountryResponse & CityResponse & { country_code?: string }> = await open(path)
  return {
    find(address) {
      if (!hasPlace(address)) return null
      const found = reader.get(address)
      const code = found?.country?.iso_code ?? found?.country_code
      if (!code || !/^[A-Z]{2}$/.test(code)) return null
      const city = found?.city?.names?.en
      const country = countryNames.of(code) ?? code
      return (city ? `${city}, ${country}` : country).slice(0, 80)
    },
  }
}

const FORMS: Readonly<Record<string, DeviceForm>> = {
  desktop: 'computer',
  mobile: 'phone',
  tablet: 'tablet',
  tv: 'computer',
}
const known = new Map<string, { label: string; form: DeviceForm }>()

/** "Firefox on Windows". Only names of the library's own list get through: a header is a stranger's text. */
export function describeProgram(userAgent: string | undefined): {
  readonly label: string
  readonly form: DeviceForm
} {
  const header = (userAgent ?? '').slice(0, 400)
  const before = known.get(header)
  if (before) return before
  const described = describe(header)
  if (known.size > 1000) known.clear()
  known.set(header, described)
  return described
}

/** The names that are taken from a header: what the library does not know it copies from the stranger. */
const BROWSERS = new Set([
  'Chrome',
  'Chromium',
  'Firefox',
  'Safari',
  'Microsoft Edge',
  'Opera',
  'Samsung Internet for Android',
  'Vivaldi',
  'Brave',
  'DuckDuckGo',
  'Internet Explorer',
  'Android Browser',
  'Google Search',
  'Yandex Browser',
  'UC Browser',
  'Opera Touch',
])
const SYSTEMS = new Set(['Windows', 'macOS', 'Linux', 'iOS', 'Android', 'Chrome OS'])

function describe(header: string): { readonly label: string; readonly form: DeviceForm } {
  if (!header.startsWith('Mozilla/')) return { label: 'A program', form: 'program' }
  const { browser, os, platform } = bowser.parse(header)
  const name = BROWSERS.has(browser.name ?? '') ? (browser.name ?? '') : 'A browser'
  const label = SYSTEMS.has(os.name ?? '') ? `${name} on ${os.name}` : name
  return { label, form: FORMS[platform.type ?? ''] ?? 'computer' }
}

export type Seen = {
  readonly peer: string
  readonly forwarded: string | undefined
  readonly userAgent: string | undefined
}

export function viewClient(seen: Seen, trustedHops: number, places: Places): ClientView {
  const address = clientAddress(seen.peer, seen.forwarded, trustedHops)
  return {
    address,
    network: networkOf(address),
    place: places.find(address),
    ...describeProgram(seen.userAgent),
  }
}
