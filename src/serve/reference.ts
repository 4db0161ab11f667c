// Pure: the reference of the API as a page for people, from the same contracts as everything else.

import { COMMON_REFUSALS, REFUSALS } from '../lib/refusals.ts'
import { ACTIONS, ofSession } from '../policy/actions.ts'
import type { GuardedContract, GuardedOperation } from './context.ts'

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.codePointAt(0)};`)

export const page = (title: string, body: string): string =>
  `<!doctype html><html lang="en-GB"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${escape(title)}</title><link rel="stylesheet" href="/plain.css"></head><body><main>${body}</main></body></html>`

export function referencePage(contracts: Readonly<Record<string, GuardedContract>>): string {
  const sections = Object.entries(contracts).map(
    ([tag, contract]) =>
      `<h2 id="${escape(tag)}">${escape(tag)}</h2>${Object.values(contract).map(describe).join('')}`,
  )
  const common = COMMON_REFUSALS.map(
    (code) =>
      `<tr><td><code>${code}</code></td><td>${REFUSALS[code].status}</td><td>${escape(REFUSALS[code].title)}</td></tr>`,
  ).join('')
  return page(
    'Reference – Holdfast',
    `<h1>Reference</h1>
<p>Requests and answers are JSON; fields that are not named here are refused. The whole is also at <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).
A protected act without proof answers <code>proof-required</code> with a challenge: answer it, then send the same request again with header <code>Holdfast-Proof</code>.
Every request of a session carries header <code>Holdfast-Bound</code>, signed by keys that were made at sign-in: a cookie alone is nothing. The client in <code>sdk/</code> does it.</p>
<h2>Refusals of every operation</h2><table><thead><tr><th>Code</th><th>Status</th><th>Meaning</th></tr></thead><tbody>${common}</tbody></table>${sections.join('')}`,
  )
}

function describe(operation: GuardedOperation): string {
  const needs = operation.action === 'public' ? 'nothing' : needsOf(operation.action)
  const fields = Object.keys(operation.input.shape)
  return `<article id="${operation.id}"><h3><code>${operation.method} ${escape(operation.path)}</code></h3><p>${escape(operation.summary)}</p>
<table><tbody><tr><th>Operation</th><td><code>${operation.id}</code></td></tr><tr><th>Needs</th><td>${escape(needs)}</td></tr>
<tr><th>Fields</th><td>${fields.length === 0 ? 'none' : fields.map((name) => `<code>${escape(name)}</code>`).join(', ')}</td></tr>
<tr><th>Refusals</th><td>${operation.refusals.length === 0 ? 'the common ones' : operation.refusals.map((code) => `<code>${code}</code>`).join(', ')}</td></tr></tbody></table></article>`
}

function needsOf(action: keyof typeof ACTIONS): string {
  const row = ACTIONS[action]
  const who = ofSession(row) ? 'a session' : 'no session'
  return row.proof.length === 0 ? who : `${who}; proof: ${row.proof.join(', then ')}`
}
