// Still blocks in place of figures while a page loads. The headings are there at once.
import { uiTexts } from './texts.ts'

const WIDTHS = ['w2', 'w3', 'w1'] as const

export function LoadingBlocks({
  rows = 3,
  of = 'lines',
}: {
  readonly rows?: number
  readonly of?: 'lines' | 'sheets' | 'figure'
}) {
  return (
    <div className={of === 'sheets' ? 'stack' : 'still-lines'} aria-busy="true">
      <span className="vh" role="status">
        {uiTexts.loading}
      </span>
      {Array.from({ length: of === 'figure' ? 1 : rows }, (_, at) => (
        <span
          key={at}
          className={`still ${of === 'sheets' ? 'block' : of === 'figure' ? 'figure' : WIDTHS[at % WIDTHS.length]}`}
        />
      ))}
    </div>
  )
}
