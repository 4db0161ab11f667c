// The only reader of the environment. Everything is parsed once, every problem is listed at once, and what is fit
// for development alone is refused in production.

import { resolve } from 'node:path'
import { z } from 'zod'
import { PROFILE_NAMES } from './factors/profiles.ts'
import { LEAST_COST } from './lib/password.ts'
import { hasNumbers } from './lib/phone.ts'
import type { TwilioSettings } from './notify/sms.ts'
import { readWebhookSecret, type WebhookTarget } from './notify/webhook.ts'

const number = (least: number, most: number, usual: number) =>
  z
    .string()
    .regex(/^[0-9]{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(z.number().min(least).max(most))
    .default(usual)

/** Who: the account (AC…), or a key of it (SK…) with the account as the path. */
const TWILIO =
  /^twilio:\/\/(?:(?<account>AC[0-9a-f]{32})|(?<key>SK[0-9a-f]{32})(?=.*\/AC)):(?<secret>[A-Za-z0-9_-]{8,100})@(?<host>[a-z0-9.-]+(?::[0-9]{1,5})?)(?:\/(?<of>AC[0-9a-f]{32}))?$/

/** Each variable with what it is for: the README's table is written from this. */
export const VARIABLES = {
  HOLDFAST_MODE: z
    .enum(['development', 'production'])
    .default('development')
    .describe('`production` needs keys, mail and origin, and refuses development defaults'),
  HOLDFAST_PORT: number(1, 65_535, 4380).describe('Port to listen on'),
  HOLDFAST_LISTEN: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe('Address to listen on in production; development listens on loopback only'),
  HOLDFAST_ORIGIN: z
    .string()
    .max(300)
    .optional()
    .describe(
      'Scheme, host and port of the portal, e.g. `https://portal.example`; every link in a mail begins with it',
    ),
  HOLDFAST_PLATFORM: z
    .string()
    .min(1)
    .max(40)
    .regex(/^[\p{L}\p{N} .&-]+$/u, 'letters, digits, spaces, dots, & and hyphens')
    .default('Holdfast')
    .describe('The name that clients see, in mails and in their authenticator'),
  HOLDFAST_DATA: z
    .string()
    .min(1)
    .default('.data')
    .describe('Data folder: the embedded database, and in development the keys'),
  DATABASE_URL: z
    .string()
    .optional()
    .describe('A PostgreSQL (15 to 18) of your own, as the role that runs; without it the embedded one'),
  DATABASE_OWNER_URL: z
    .string()
    .optional()
    .describe('The same database as the role that owns and migrates; without it the running role does both'),
  HOLDFAST_POSTGRES_BIN: z
    .string()
    .optional()
    .describe(
      'Folder of PostgreSQL programs for the embedded database, instead of those that come with Holdfast',
    ),
  HOLDFAST_KEYS_FILE: z
    .string()
    .optional()
    .describe('File with the key ring, outside the database and its backups'),
  HOLDFAST_SMTP_URL: z
    .string()
    .regex(/^smtps?:\/\/[^\s/]+/, 'must begin with smtps:// or smtp://')
    .optional()
    .describe('Mail server, e.g. `smtps://user:password@mail.example`'),
  HOLDFAST_MAIL_FROM: z
    .string()
    .max(300)
    .optional()
    .describe('Sender of mails, e.g. `Northmere <security@northmere.example>`'),
  HOLDFAST_PROFILE: z
    .enum(PROFILE_NAMES)
    .default('standard')
    .describe('`standard`: all methods; `high`: no codes by mail or text, device-bound keys for funding'),
  HOLDFAST_SMS_URL: z
    .string()
    .regex(
      TWILIO,
      'must be twilio://ACCOUNT:TOKEN@api.twilio.com, or with a key twilio://KEY:SECRET@host/ACCOUNT',
    )
    .optional()
    .describe(
      'Provider of text messages, e.g. `twilio://ACCOUNT:TOKEN@api.twilio.com`; without it development shows texts in its inbox, and production offers none',
    ),
  HOLDFAST_SMS_FROM: z
    .string()
    .regex(
      /^(?:\+[1-9][0-9]{6,14}|MG[0-9a-f]{32}|(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11})$/,
      'must be a number (+15551234567), a messaging service (MG…) or a name of at most 11 letters and digits',
    )
    .optional()
    .describe('Sender of text messages: a number, a name, or a messaging service of the provider'),
  HOLDFAST_SMS_COUNTRIES: z
    .string()
    .regex(/^[A-Z]{2}(?:,[A-Z]{2}){0,299}$/, 'must be codes of countries, e.g. FR,DE,GB')
    .transform((list) => list.split(','))
    .refine((list) => list.every(hasNumbers), {
      error: ({ input }) =>
        `no such country: ${(input as string[]).filter((one) => !hasNumbers(one)).join(', ')}`,
    })
    .optional()
    .describe('Countries that texts may go to, e.g. `FR,DE,GB` (ISO 3166-1); without it all of them'),
  HOLDFAST_PUSH_CONTACT: z
    .string()
    .max(300)
    .regex(/^(?:mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s/]+(?:\/\S*)?)$/, 'must be mailto:ADDRESS or https://')
    .optional()
    .describe(
      'Whom push services of browsers may write to when our notices make trouble, e.g. `mailto:security@portal.example`; without it the origin',
    ),
  HOLDFAST_WEBHOOK_URL: z
    .string()
    .max(500)
    .optional()
    .describe(
      'Where the platform is told what clients decided, e.g. `https://platform.example/holdfast`; without it the platform asks',
    ),
  HOLDFAST_WEBHOOK_SECRET: z
    .string()
    .refine((text) => readWebhookSecret(text) !== undefined, 'whsec_ and 24 to 64 bytes in Base64')
    .optional()
    .describe('Signs what is sent there (Standard Webhooks): `whsec_` and Base64'),
  HOLDFAST_TRUSTED_HOPS: number(0, 5, 0).describe(
    'How many proxies of your own stand before Holdfast and add to X-Forwarded-For; 0 believes no header',
  ),
  HOLDFAST_CONNECTIONS: number(4, 200, 16).describe('Database connections of this node'),
  HOLDFAST_PASSWORD_MEMORY_KIB: number(LEAST_COST.memoryKib, 1_048_576, LEAST_COST.memoryKib).describe(
    'Memory of a password hash (argon2id)',
  ),
  HOLDFAST_PASSWORD_PASSES: number(LEAST_COST.passes, 20, LEAST_COST.passes).describe(
    'Passes of a password hash (argon2id)',
  ),
  HOLDFAST_CITY_DATABASE: z
    .string()
    .optional()
    .describe('MaxMind-format file with cities; countries come with Holdfast'),
} as const

const shape = z.strictObject(VARIABLES)
type Values = z.output<typeof shape>

export type Config = Omit<Values, 'HOLDFAST_ORIGIN' | 'HOLDFAST_KEYS_FILE'> & {
  readonly origin: string
  readonly dataFolder: string
  readonly keysFile: string
}
export type ConfigResult =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Parses the environment. Names that begin like ours and are none are problems: a mistyped safety is no safety. */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): ConfigResult {
  const ours = Object.entries(environment).filter(
    ([name, value]) =>
      value !== undefined &&
      value !== '' &&
      (name.startsWith('HOLDFAST_') || name in VARIABLES) &&
      !name.startsWith('HOLDFAST_TEST_'),
  )
  const parsed = shape.safeParse(Object.fromEntries(ours))
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.flatMap(sentences) }
  const problems =
    parsed.data.HOLDFAST_MODE === 'production'
      ? productionProblems(parsed.data)
      : developmentProblems(parsed.data)
  if (problems.length > 0) return { ok: false, problems }
  const { HOLDFAST_ORIGIN: origin, HOLDFAST_KEYS_FILE: keys, ...values } = parsed.data
  const dataFolder = resolve(values.HOLDFAST_DATA)
  return {
    ok: true,
    config: Object.freeze({
      ...values,
      origin: origin ?? `http://localhost:${values.HOLDFAST_PORT}`,
      dataFolder,
      keysFile: resolve(keys ?? `${dataFolder}/keys.json`),
    }),
  }
}

/** How mail goes out. @throws if no mail server is configured; the caller has looked. */
export function smtpSettings(config: Config): { url: string; from: string; requireTls: boolean } {
  const { HOLDFAST_SMTP_URL: url, HOLDFAST_MAIL_FROM: from } = config
  if (url === undefined || from === undefined) throw new Error('no mail server is configured')
  return { url, from, requireTls: config.HOLDFAST_MODE === 'production' }
}

/** How texts go out, or undefined where no provider is configured. */
export function smsSettings(config: Config): TwilioSettings | undefined {
  const { HOLDFAST_SMS_URL: url, HOLDFAST_SMS_FROM: from } = config
  const parts = url === undefined ? undefined : TWILIO.exec(url)?.groups
  if (!parts || from === undefined) return undefined
  const { account, key, secret = '', host = '', of } = parts
  const whose = of ?? account ?? ''
  return { base: `https://${host}`, account: whose, user: key ?? account ?? '', secret, from }
}

/** Who answers for pushes (RFC 8292 §2.1). Development has no address in the world. */
export const pushContact = ({ HOLDFAST_PUSH_CONTACT: contact, origin }: Config): string =>
  contact ?? (origin.startsWith('https:') ? origin : 'mailto:development@holdfast.invalid')

/** Where webhooks go, or undefined if they are off. */
export function webhookTarget(config: Config): WebhookTarget | undefined {
  const { HOLDFAST_WEBHOOK_URL: url, HOLDFAST_WEBHOOK_SECRET: text } = config
  const secret = text === undefined ? undefined : readWebhookSecret(text)
  return url === undefined || secret === undefined ? undefined : { url, secret }
}

function sentences(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `${key}: there is no such setting`)
  return [`${issue.path.join('.')}: ${issue.message}`]
}

function productionProblems(values: Values): string[] {
  const needed = (name: keyof Values, why: string): string[] =>
    values[name] === undefined ? [`${name}: needed in production: ${why}`] : []
  const { HOLDFAST_ORIGIN: origin, HOLDFAST_KEYS_FILE: keys } = values
  return [
    ...needed('HOLDFAST_ORIGIN', 'links in mails and the check of where requests come from'),
    ...(origin !== undefined && !/^https:\/\/[a-z0-9.-]+(:[0-9]+)?$/.test(origin)
      ? ['HOLDFAST_ORIGIN: must be https://, a host and nothing after it']
      : []),
    ...needed(
      'HOLDFAST_KEYS_FILE',
      'keys beside the database are no protection; `holdfast make-keys FILE` makes one',
    ),
    ...needed('HOLDFAST_SMTP_URL', 'codes and notices go by mail'),
    ...needed('HOLDFAST_MAIL_FROM', 'mail needs a sender'),
    ...needed('HOLDFAST_LISTEN', 'say on which address to listen, e.g. 127.0.0.1 behind a proxy'),
    ...(origin?.endsWith(':443') ? ['HOLDFAST_ORIGIN: browsers leave :443 out; do the same'] : []),
    ...(keys !== undefined && resolve(keys).startsWith(`${resolve(values.HOLDFAST_DATA)}/`)
      ? ['HOLDFAST_KEYS_FILE: not in the data folder, where a backup of the database takes it along']
      : []),
    ...smsProblems(values),
    ...webhookProblems(values),
    ...databaseProblems(values),
  ]
}

function developmentProblems(values: Values): string[] {
  const { HOLDFAST_ORIGIN: origin } = values
  return [
    ...(values.HOLDFAST_LISTEN === undefined
      ? []
      : ['HOLDFAST_LISTEN: development listens on loopback only; set HOLDFAST_MODE=production']),
    ...(origin !== undefined && !/^http:\/\/localhost(:[0-9]+)?$/.test(origin)
      ? ['HOLDFAST_ORIGIN: in development only http://localhost with a port']
      : []),
    ...((values.HOLDFAST_SMTP_URL === undefined) !== (values.HOLDFAST_MAIL_FROM === undefined)
      ? ['HOLDFAST_MAIL_FROM: needed together with HOLDFAST_SMTP_URL']
      : []),
    ...smsProblems(values),
    ...webhookProblems(values),
    ...databaseProblems(values),
  ]
}

/** One without the other sends nothing: in production that would quietly switch texts off. */
const smsProblems = ({ HOLDFAST_SMS_URL: url, HOLDFAST_SMS_FROM: from }: Values): string[] => [
  ...(url !== undefined && from === undefined
    ? ['HOLDFAST_SMS_FROM: needed together with HOLDFAST_SMS_URL']
    : []),
  ...(url === undefined && from !== undefined
    ? ['HOLDFAST_SMS_URL: needed together with HOLDFAST_SMS_FROM']
    : []),
]
/** What is signed can be read by who stands between: it goes by https, but to this very machine in development. */
function webhookProblems(values: Values): string[] {
  const { HOLDFAST_MODE: mode, HOLDFAST_WEBHOOK_URL: text, HOLDFAST_WEBHOOK_SECRET: secret } = values
  if ((text === undefined) !== (secret === undefined))
    return ['HOLDFAST_WEBHOOK_URL: needed together with HOLDFAST_WEBHOOK_SECRET']
  if (text === undefined) return []
  const url = URL.parse(text)
  const loopback = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
  const fits =
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    url.hash === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && loopback && mode === 'development'))
  return fits ? [] : ['HOLDFAST_WEBHOOK_URL: must be https://, without a name and password']
}

function databaseProblems(values: Values): string[] {
  const url = /^postgres(ql)?:\/\//
  const bad = (['DATABASE_URL', 'DATABASE_OWNER_URL'] as const).filter(
    (name) => values[name] !== undefined && !url.test(values[name]!),
  )
  return [
    ...bad.map((name) => `${name}: must begin with postgresql://`),
    ...(values.DATABASE_OWNER_URL !== undefined && values.DATABASE_URL === undefined
      ? ['DATABASE_URL: needed together with DATABASE_OWNER_URL']
      : []),
  ]
}
