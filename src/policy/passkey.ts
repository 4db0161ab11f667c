// Pure: whether a passkey that verified its user signs in alone, or beside the password (RULES part 2, "sign in").

export type PasskeyFacts = {
  readonly ripe: boolean
  /** May be copied to other devices of its owner, or of who has taken the owner's cloud. */
  readonly synced: boolean
  /** The device that asks has signed in to this account before, and shows its key. */
  readonly knownDevice: boolean
}

export const signsInAlone = ({ ripe, synced, knownDevice }: PasskeyFacts): boolean =>
  ripe && (!synced || knownDevice)
