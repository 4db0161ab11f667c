// Pure: the key by which push services know us (RFC 8292). Browsers bind a subscription to it, so that it has to outlive a
// rotation: it is derived from the oldest key of the ring and lies nowhere. Who has it can address nobody without the
// addresses, which are sealed.

import { createECDH } from 'node:crypto'
import { hmac } from '../lib/bytes.ts'
import { derive, type KeyRing } from '../lib/keys.ts'

/** Both halves on P-256 in base64url: the point uncompressed (65 bytes), and the number (32 bytes). */
export type VapidKeys = { readonly publicKey: string; readonly privateKey: string }

/** The order of P-256 (NIST SP 800-186, 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** 512 bits, so that the remainder favours no number (FIPS 186-5, A.2.1: 64 bits more than the order would do). */
export function vapidKeys(ring: KeyRing): VapidKeys {
  const oldest = derive([...ring.byId.values()][0]!, 'push')
  const bits = Buffer.concat([hmac(oldest, 'vapid 1'), hmac(oldest, 'vapid 2')])
  const number = (BigInt(`0x${bits.toString('hex')}`) % (ORDER - 1n)) + 1n
  const privateKey = Buffer.from(number.toString(16).padStart(64, '0'), 'hex')
  const curve = createECDH('prime256v1')
  curve.setPrivateKey(privateKey)
  return { publicKey: curve.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') }
}
