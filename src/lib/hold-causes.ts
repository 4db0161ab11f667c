// Why withdrawals wait: one closed list for the server, the SDK and the portal's words.

export const HOLD_CAUSES = ['password-reset', 'method-weakened', 'contact-changed'] as const
export type HoldCause = (typeof HOLD_CAUSES)[number]
