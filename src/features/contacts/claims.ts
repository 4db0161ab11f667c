// A new address or number in a session: a code goes there and is typed here. Nothing has changed after it, and a taken
// address is answered as a free one; its owner gets another mail.

import { onPool } from '../../db/connect.ts'
import { apply } from '../../db/write.ts'
import { isFree, standingOf } from '../../factors/addresses.ts'
import { admitSending, sendDrawn } from '../../factors/sending.ts'
import { codeMac } from '../../factors/sent-code.ts'
import { whereFrom } from '../../identify/client.ts'
import { sameBytes } from '../../lib/bytes.ts'
import { newId, newSixDigits } from '../../lib/ids.ts'
import { derive, lookupMac } from '../../lib/keys.ts'
import { maskedNumber, phoneNumber } from '../../lib/phone.ts'
import { refuse } from '../../lib/refusals.ts'
import { iso } from '../../lib/time.ts'
import { claimTries, countUses, releaseTries, slowDown } from '../../limits/store.ts'
import { sendBlind } from '../../notify/outbox.ts'
import { type Context, reply } from '../../serve/context.ts'
import type { Deps } from '../../serve/deps.ts'
import { CODE_LIFE, masked, TRIES } from './contact.ts'
import { newAddressCodeWords, takenAddressWords } from './notices.ts'
import { addClaim, confirmClaim, giveTryBack, keepOldCode, lockClaim, phoneOf, takeTry } from './store.ts'

/** What an address or a number is found by: no form of it is stored before it is proved. */
export const addressMac = ({ ring }: Pick<Deps, 'ring'>, address: string): Buffer =>
  lookupMac(ring, `contact\n${address}`)

/** The code from the old number is another than that from the new one, whatever was drawn. */
const codeName = (claim: string, which: 'new' | 'old'): string => `contact ${which} ${claim}`
const draw = (deps: Deps, claim: string, which: 'new' | 'old') => {
  const code = newSixDigits(deps.random)
  return { code, mac: codeMac(derive(deps.ring.current, 'code'), codeName(claim, which), code) }
}

export async function beginEmail({ deps, client, signedIn, write }: Context, email: string) {
  const me = signedIn()
  const counted = await countUses(deps, [
    { kind: 'mailed-codes', subject: me.account },
    { kind: 'sign-up-address', subject: email },
  ])
  if (!counted.allowed) return slowDown(counted)
  const id = newId(deps.random)
  const { code, mac } = draw(deps, id, 'new')
  const begun = await write(async (tx) => {
    const refused = await tx.admit()
    if (refused) return refused
    const standing = await standingOf(tx.db, email)
    const free = isFree(standing, me.account)
    const words = free ? newAddressCodeWords(deps.settings, code) : takenAddressWords(deps.settings)
    const line = { event: 'contact.tried', data: whereFrom(client) } as const
    const made = { id, account: me.account, session: me.session, kind: 'email' } as const
    const until = await addClaim(tx, {
      ...made,
      addressMac: addressMac(deps, email),
      codeMac: free ? mac : null,
    })
    await sendBlind(
      tx,
      deps,
      email,
      words,
      standing.account ? { account: standing.account, line } : undefined,
    )
    return until
  })
  return typeof begun === 'number'
    ? reply({ claim: id, to: masked('email', email), expiresAt: iso(begun) })
    : begun
}

export async function beginPhone({ deps, client, signedIn, write }: Context, to: string) {
  const me = signedIn()
  const refused = await admitSending(deps, 'sms-code', { account: me.account, network: client.network }, to)
  if (refused) return refused
  const number = phoneNumber(to)
  if (!number) return refuse('input-invalid', { problems: [{ field: 'to', problem: 'no-number' }] })
  const id = newId(deps.random)
  const { code, mac } = draw(deps, id, 'new')
  const begun = await write(async (tx) => {
    const refused = await tx.admit()
    if (refused) return refused
    const made = { id, account: me.account, session: me.session, kind: 'phone' } as const
    const until = await addClaim(tx, { ...made, addressMac: addressMac(deps, number.e164), codeMac: mac })
    await sendDrawn(tx, deps, { by: 'sms', to: number.e164, code }, textOf('to use this number'))
    return until
  })
  return typeof begun === 'number'
    ? reply({ claim: id, to: maskedNumber(number.e164), expiresAt: iso(begun) })
    : begun
}

const textOf = (act: string) => ({ mail: () => ({ subject: '', paragraphs: [] }), text: { act } })

export async function askOld({ deps, client, signedIn, read, write }: Context, claim: string) {
  const me = signedIn()
  const number = await read(({ db }) => phoneOf(db, me.account))
  if (number === undefined) return refuse('challenge-ended')
  const sender = { account: me.account, network: client.network }
  const refused = await admitSending(deps, 'sms-code', sender, number)
  if (refused) return refused
  const { code, mac } = draw(deps, claim, 'old')
  return write(async (tx) => {
    const refused = await tx.admit()
    if (refused) return refused
    const row = await lockClaim(tx, me, claim)
    const present = await phoneOf(tx.db, me.account)
    if (row?.kind !== 'phone' || !row.is_confirmed || present !== number) return refuse('challenge-ended')
    await apply(tx.db, [keepOldCode(claim, mac, tx.now)])
    await sendDrawn(tx, deps, { by: 'sms', to: number, code }, textOf('to give this number up'))
    return reply({ claim, to: maskedNumber(number), expiresAt: iso(tx.now + CODE_LIFE) })
  })
}

/** One answer. The try is taken first, in a statement of its own: guesses at one address share a count, whoever asks. */
export async function confirm(
  { deps, signedIn, write }: Context,
  claim: string,
  code: string,
  which: 'new' | 'old',
) {
  const me = signedIn()
  const db = onPool(deps.pool)
  const taken = await takeTry(db, me, claim)
  if (!taken) return refuse('challenge-ended')
  const subject = `contact:${taken.address_mac.toString('base64')}`
  const claimed = await claimTries(deps, { kind: 'mailed-code', subjects: [subject] })
  if (!claimed.allowed) {
    await apply(db, [giveTryBack(claim)])
    return slowDown(claimed)
  }
  return write(async (tx) => {
    const refused = await tx.admit()
    if (refused) return refused
    const row = await lockClaim(tx, me, claim)
    if (!row) return refuse('challenge-ended')
    const kept = which === 'new' ? row.code_mac : row.old_code_mac
    const name = codeName(claim, which)
    const macs = [...deps.ring.byId.values()].map((key) => codeMac(derive(key, 'code'), name, code))
    const good = macs.some((mac) => sameBytes(mac, kept ?? Buffer.alloc(32)))
    if (!good || kept === null)
      return refuse('answer-wrong', {
        field: 'code',
        triesLeft: Math.min(TRIES - row.tries, claimed.claim.left),
      })
    await apply(tx.db, [...releaseTries(deps, claimed.claim), confirmClaim(claim, which)])
    return reply({})
  })
}
