// A security key or a passkey of the browser's own making, through its debugger: it answers as soon as it is asked.

import type { CDPSession, Page } from 'playwright-core'

export type VirtualKey = {
  /** What lies in it: as many as were made. */
  count(): Promise<number>
  /** It does not answer: as if nobody touched it. */
  silence(): Promise<void>
  remove(): Promise<void>
}

export type KeyLook = {
  /** Kept on the device, or in the hand. */
  readonly kind: 'passkey' | 'security-key'
  /** Carried to other devices by an account (a passkey alone). */
  readonly synced?: boolean
}

const sessions = new WeakMap<Page, Promise<CDPSession>>()
async function debuggerOf(page: Page): Promise<CDPSession> {
  const made =
    sessions.get(page) ??
    (async () => {
      const session = await page.context().newCDPSession(page)
      await session.send('WebAuthn.enable')
      return session
    })()
  sessions.set(page, made)
  return made
}

export async function plugIn(page: Page, { kind, synced = false }: KeyLook): Promise<VirtualKey> {
  const session = await debuggerOf(page)
  const isPasskey = kind === 'passkey'
  const { authenticatorId } = await session.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      transport: isPasskey ? 'internal' : 'usb',
      hasResidentKey: isPasskey,
      hasUserVerification: isPasskey,
      isUserVerified: isPasskey,
      automaticPresenceSimulation: true,
      defaultBackupEligibility: synced,
      defaultBackupState: synced,
    },
  })
  return {
    count: async () =>
      (await session.send('WebAuthn.getCredentials', { authenticatorId })).credentials.length,
    async silence() {
      await session.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false })
    },
    async remove() {
      await session.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId })
    },
  }
}
