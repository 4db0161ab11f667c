// What goes out, through what: the providers that are configured, and in development the inbox for the rest.

import { join } from 'node:path'
import { type Config, pushContact, smsSettings, smtpSettings } from '../config.ts'
import type { KeyRing } from '../lib/keys.ts'
import type { Ms } from '../lib/time.ts'
import { type DevelopmentInbox, developmentInbox } from '../notify/inbox.ts'
import { type MailPort, smtpMail } from '../notify/mail.ts'
import { type PushPort, webPushPort } from '../notify/push.ts'
import { type SmsPort, twilioSms } from '../notify/sms.ts'
import { vapidKeys } from '../notify/vapid.ts'

export type Channels = {
  readonly mail: MailPort
  readonly sms: SmsPort | undefined
  /** Development, where something goes there. */
  readonly inbox: DevelopmentInbox | undefined
}

export function openChannels(config: Config, now: () => Ms): Channels {
  const mail = config.HOLDFAST_SMTP_URL === undefined ? undefined : smtpMail(smtpSettings(config))
  const twilio = smsSettings(config)
  const sms = twilio && twilioSms(twilio)
  // Production has a mail server (config.ts), and without a provider no texts.
  if (mail && (sms || config.HOLDFAST_MODE === 'production')) return { mail, sms, inbox: undefined }
  const inbox = developmentInbox(join(config.dataFolder, 'inbox.jsonl'), now)
  return { mail: mail ?? inbox.mail, sms: sms ?? inbox.sms, inbox }
}

/** Development reaches a push service on this machine besides; production never asks anything of its own network. */
export const openPush = (config: Config, ring: KeyRing): PushPort =>
  webPushPort({
    keys: vapidKeys(ring),
    contact: pushContact(config),
    reach: config.HOLDFAST_MODE === 'production' ? 'public' : 'loopback-too',
  })
