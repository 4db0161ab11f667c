/** What a method is enabled for. Settings are proved by the sign-in identity. */
export const PURPOSES = ['sign-in', 'funding', 'trading'] as const
export type Purpose = (typeof PURPOSES)[number]
