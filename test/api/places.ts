// Places outside a session in which whoever holds a method may try it.

import type { KeyRequest, RequestOptions } from '../../src/lib/webauthn-fields.ts'
import type { Browser } from '../kit/browser.ts'
import type { Place } from '../kit/seeded.ts'

type Told = ReturnType<Place['answer']>
const NOTHING: Place['offer'] = () =>
  Promise.resolve({ ok: false, status: 409, problem: { code: 'state-forbids', title: '' } })

export const atSignIn = ({ api }: Browser): Place => ({
  offer: api.signIn.offer,
  answer: (answer) => api.signIn.answer({ answer }),
})

/** Where a code is typed and nothing else is asked. */
export const typedAt = (send: (code: string) => Told): Place => ({
  offer: NOTHING,
  answer: (given) => send('code' in given ? given.code : ''),
})

type Signing = { readonly options: RequestOptions; send(response: KeyRequest): Told }
/** Where a key signs what whoever asks is shown, once. */
export async function keyAt(show: () => Promise<Signing>): Promise<Place> {
  let shown = await show()
  return {
    async offer(asked) {
      if (asked.method !== 'webauthn') return NOTHING(asked)
      shown = await show()
      return { ok: true, value: { at: '', shown: { kind: 'browser', options: shown.options } } }
    },
    // Whoever has no key has nothing to send.
    answer: (given) => shown.send(('response' in given ? given.response : {}) as KeyRequest),
  }
}
