// Who asks a passkey: the host of the portal. A key made for it answers to no other site, which is what makes it
// proof against false pages (WebAuthn Level 3 §4, "RP ID").

export type RelyingParty = { readonly id: string; readonly origin: string; readonly name: string }

/** `origin` as browsers write it: no slash at its end, no port that goes without saying. */
export const relyingParty = (origin: string, platform: string): RelyingParty => ({
  id: new URL(origin).hostname,
  origin: new URL(origin).origin,
  name: platform,
})
