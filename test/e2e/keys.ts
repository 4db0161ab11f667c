// A client who has a keyboard and nothing else. Nothing here presses, taps or fills an element by script.

import assert from 'node:assert/strict'
import type { Page } from 'playwright-core'
import { tabTo } from './kit.ts'

export type Stop = {
  readonly name: string
  /** A ring is drawn: on it, or for a control that is drawn by others on what draws it. */
  readonly ringed: boolean
  /** Inside the window and under nothing that stays in place. */
  readonly inSight: boolean
  readonly inDialog: boolean
  readonly again: boolean
}

/** What has the focus now; undefined when it is on nothing. */
export function focused(page: Page): Promise<Stop | undefined> {
  return page.evaluate(() => {
    const at = document.activeElement
    // A heading that is read aloud when its page opens is no stop.
    if (!(at instanceof HTMLElement) || at === document.body || at.matches('h1[tabindex="-1"]'))
      return undefined
    const drawn = [at, ...(at.parentElement?.matches('.otp') ? at.parentElement.children : [])]
    const box = at.getBoundingClientRect()
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)
    const own = window as typeof window & { walked?: WeakSet<Element> }
    own.walked ??= new WeakSet()
    const again = own.walked.has(at)
    own.walked.add(at)
    return {
      name: (at.getAttribute('aria-label') ?? (at.innerText || at.id || at.tagName)).slice(0, 60),
      ringed: drawn.some((one) => {
        const { outlineStyle, outlineWidth } = getComputedStyle(one)
        return outlineStyle !== 'none' && Number.parseFloat(outlineWidth) >= 2
      }),
      inSight: middle !== null && (at.contains(middle) || at.parentElement?.contains(middle) === true),
      inDialog: at.closest('dialog') !== null,
      again,
    }
  })
}

/** Tab from where one is, once round the page. Each stop shows its ring and lies in sight. @returns their names. */
export async function walk(page: Page, where: string): Promise<readonly string[]> {
  const names: string[] = []
  for (let pressed = 0; pressed < 100; pressed++) {
    await page.keyboard.press('Tab')
    const stop = await focused(page)
    if (stop?.again) return names
    if (!stop) continue
    assert.ok(stop.ringed, `${where}: "${stop.name}" has the focus and shows no ring`)
    assert.ok(stop.inSight, `${where}: "${stop.name}" has the focus and is out of sight`)
    names.push(stop.name)
  }
  assert.fail(`${where}: Tab comes to no end: ${names.join(', ')}`)
}

/** Goes to a control and presses a key on it. */
export async function press(page: Page, key: string, name: string | RegExp, role?: string): Promise<void> {
  await tabTo(page, name, role)
  const stop = await focused(page)
  assert.ok(stop?.ringed, `"${String(name)}" has the focus and shows no ring`)
  await page.keyboard.press(key)
}

/** Goes to a field and types in place of what stands there. */
export async function typeIn(page: Page, label: string, text: string): Promise<void> {
  await tabTo(page, label)
  await page.keyboard.press('ControlOrMeta+a')
  await page.keyboard.type(text)
}

export async function isFocused(page: Page, name: string | RegExp, role?: string): Promise<void> {
  const target = role ? page.getByRole(role as 'button', { name }) : page.getByLabel(name)
  await page.locator(':focus').and(target).waitFor()
}

/** Tab and Shift+Tab never reach what lies behind an open dialog. */
export async function assertHeld(page: Page): Promise<void> {
  for (const key of [...Array.from({ length: 8 }, () => 'Tab'), 'Shift+Tab', 'Shift+Tab']) {
    await page.keyboard.press(key)
    const stop = await focused(page)
    assert.ok(stop === undefined || stop.inDialog, `behind the dialog "${stop?.name}" was reached`)
  }
}
