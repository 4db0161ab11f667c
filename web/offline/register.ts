// Registers the service worker (worker.ts). The content policy takes no address of a script from a string: this rule, the
// only one there is, makes one address and no other.

const WORKER = '/worker.js'

type Rules = {
  createPolicy(
    name: string,
    rule: { createScriptURL(address: string): string },
  ): { createScriptURL(address: string): string }
}

/** Without it the portal works as ever, but for the page that is shown when there is no network. */
export async function registerWorker(): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  try {
    await navigator.serviceWorker.register(trustedAddress(), { scope: '/' })
  } catch {
    // Private windows and some settings forbid it: nothing here depends on it.
  }
}

function trustedAddress(): string {
  const rules = 'trustedTypes' in window ? (window.trustedTypes as Rules) : undefined
  if (rules === undefined) return WORKER
  const rule = rules.createPolicy('holdfast-worker', {
    createScriptURL(address) {
      if (address !== WORKER) throw new TypeError('this rule makes the address of the worker alone')
      return address
    },
  })
  return rule.createScriptURL(WORKER)
}
