// What the front door costs a client on a slow line, and what happens when a page of the portal does not come.

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { gzipSync } from 'node:zlib'
import { credentialsHelpTexts } from '../../web/portal/credentials-help/texts.ts'
import { signInTexts } from '../../web/portal/sign-in/texts.ts'
import { uiTexts } from '../../web/ui/texts.ts'
import { button, heading, link } from './hands.ts'
import { openPortal, type Portal, visiting } from './kit.ts'

const MOST_BYTES = 170_000

let portal: Portal
before(async () => {
  portal = await openPortal()
})
after(() => portal.close())

test(`the sign-in page is sent with at most ${MOST_BYTES / 1000} kB of script, compressed`, async () => {
  await visiting(portal, async ({ page }) => {
    const weights: { readonly path: string; readonly bytes: number }[] = []
    const plain: string[] = []
    const weighed: Promise<void>[] = []
    page.on('response', (response) => {
      if (response.request().resourceType() !== 'script') return
      const path = new URL(response.url()).pathname
      const sent = response.headers()['content-encoding'] ?? ''
      weighed.push(
        response.body().then((body) => {
          const bytes = gzipSync(body).byteLength
          weights.push({ path, bytes })
          if (!/^(?:br|gzip)$/.test(sent) && bytes < body.byteLength) plain.push(path)
        }),
      )
    })
    await page.goto('/sign-in')
    await button(page, signInTexts.continue).waitFor()
    await page.waitForLoadState('networkidle')
    await Promise.all(weighed)
    assert.ok(weights.length > 0)
    assert.deepEqual(plain, [], 'sent as it is, though it is smaller compressed')
    const sum = weights.reduce((all, { bytes }) => all + bytes, 0)
    assert.ok(
      sum <= MOST_BYTES,
      `${sum} bytes: ${weights.map(({ path, bytes }) => `${path} ${bytes}`).join(', ')}`,
    )
  })
})

test('a page whose files do not come says that there is no connection, and comes when it is asked for again', async () => {
  const visit = await portal.open()
  const { page } = visit
  await page.goto('/sign-in')
  await button(page, signInTexts.continue).waitFor()
  await page.route('**/assets/**', (route) => route.abort())
  await link(page, signInTexts.help).click()
  await heading(page, uiTexts.error.offlineTitle).waitFor()
  await page.unroute('**/assets/**')
  await button(page, uiTexts.error.again).click()
  await heading(page, credentialsHelpTexts.title).waitFor()
  await visit.context.close()
})
