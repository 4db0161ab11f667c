// Why withdrawals wait: one closed list for the server, the SDK and the portal's words.

export const HOLD_CAUSES = ['password-reset', 'method-weakened', 'contact-changed', 'pin-reset'] as const
export type HoldCause = (typeof HOLD_CAUSES)[number]
