// Web push as this browser has it (W3C Push API). It asks its user only on a press, and may have been told no for good.

/** `subscribed`: it takes notices now. `cannot`: it has no such thing, or not here. `forbidden`: its user said no. */
export type PushHere = 'subscribed' | 'ready' | 'cannot' | 'forbidden'
export type Subscription = { readonly endpoint: string; readonly p256dh: string; readonly auth: string }
export type Subscribed =
  | { readonly kind: 'subscribed'; readonly subscription: Subscription; readonly undo: () => Promise<void> }
  | { readonly kind: 'cannot' | 'forbidden' | 'unanswered' | 'failed' }

const WORKER_SCOPE = '/'

function isKnown(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window
}

/** On a first visit the worker is still on its way; where none may be, it never comes. */
const PATIENCE_MS = 5_000
const workerHere = (): Promise<ServiceWorkerRegistration | undefined> =>
  Promise.race([
    navigator.serviceWorker.ready,
    new Promise<undefined>((late) => setTimeout(late, PATIENCE_MS)),
  ])

export async function pushHere(): Promise<PushHere> {
  if (!isKnown()) return 'cannot'
  if (Notification.permission === 'denied') return 'forbidden'
  const worker = await navigator.serviceWorker.getRegistration(WORKER_SCOPE).catch(() => undefined)
  const subscription = await worker?.pushManager.getSubscription().catch(() => undefined)
  return subscription && Notification.permission === 'granted' ? 'subscribed' : 'ready'
}

/** Asks the user, if that is still to be asked. @param key the server's public key, base64url. */
export async function subscribeHere(key: string): Promise<Subscribed> {
  if (!isKnown()) return { kind: 'cannot' }
  // First, while the press still counts as one: without it some browsers do not ask.
  const permission = await Notification.requestPermission()
  if (permission !== 'granted') return { kind: permission === 'denied' ? 'forbidden' : 'unanswered' }
  const worker = await workerHere()
  if (worker === undefined) return { kind: 'cannot' }
  try {
    const before = await worker.pushManager.getSubscription()
    // One made for a server with another key takes nothing from this one, and stands in the way.
    if (before !== null && !isFor(before, key)) await before.unsubscribe()
    const made = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: bytesOf(key),
    })
    const { endpoint } = made
    const [p256dh, auth] = [textOf(made.getKey('p256dh')), textOf(made.getKey('auth'))]
    // What stood before is in use; what this press has made is nobody's if the press leads to nothing.
    const undo = async () => {
      if (before?.endpoint !== endpoint) await made.unsubscribe()
    }
    return { kind: 'subscribed', subscription: { endpoint, p256dh, auth }, undo }
  } catch {
    return { kind: 'failed' }
  }
}

const isFor = ({ options }: PushSubscription, key: string): boolean =>
  textOf(options.applicationServerKey) === key

const bytesOf = (text: string): Uint8Array<ArrayBuffer> =>
  Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))

const textOf = (bytes: ArrayBuffer | null): string =>
  btoa(String.fromCharCode(...new Uint8Array(bytes ?? new ArrayBuffer(0))))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
    .replaceAll('=', '')
