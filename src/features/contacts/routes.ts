// The email and the telephone of an account. A new one proves itself first (claims.ts); then the change is proved, and
// done or written down (request.ts); what waits is done by the clock (jobs.ts).

import { isOfContact, waitingOf } from '../../factors/changes.ts'
import { iso } from '../../lib/time.ts'
import { type Handlers, reply, serve } from '../../serve/context.ts'
import { askOld, beginEmail, beginPhone, confirm } from './claims.ts'
import { masked } from './contact.ts'
import { contacts } from './contract.ts'
import { request } from './request.ts'
import { phoneOf } from './store.ts'

const handlers: Handlers<typeof contacts> = {
  list: ({ deps, signedIn, write }) =>
    write(async (tx) => {
      const me = signedIn()
      const phone = await phoneOf(tx.db, me.account)
      const waiting = await waitingOf(tx.db, me.account)
      return reply({
        email: masked('email', me.email),
        phone: phone === undefined ? null : masked('phone', phone),
        waiting: waiting.flatMap((one) =>
          !isOfContact(one)
            ? []
            : [
                {
                  id: one.id,
                  kind: one.kind,
                  to: one.address === null ? null : masked(one.kind, one.address),
                  askedAt: iso(one.askedAt),
                  dueAt: iso(one.dueAt),
                },
              ],
        ),
        texts: deps.sms !== undefined,
      })
    }),
  beginEmail: (context, { email }) => beginEmail(context, email),
  beginPhone: (context, { to }) => beginPhone(context, to),
  confirm: (context, { claim, code }) => confirm(context, claim, code, 'new'),
  askOld: (context, { claim }) => askOld(context, claim),
  confirmOld: (context, { claim, code }) => confirm(context, claim, code, 'old'),
  changeEmail: (context, { claim, email }) =>
    request(context, { act: 'email.change', claim, address: email }),
  replaceEmail: (context, { claim, email }) =>
    request(context, { act: 'email.replace', claim, address: email }),
  replaceEmailByTwo: (context, { claim, email, second }) =>
    request(context, { act: 'email.replace-by-two', claim, address: email, second }),
  setPhone: (context, { claim, to }) => request(context, { act: 'phone.set', claim, address: to }),
  changePhone: (context, { claim, to }) => request(context, { act: 'phone.change', claim, address: to }),
  removePhone: (context) => request(context, { act: 'phone.remove' }),
}

export const routes = serve(contacts, handlers)
