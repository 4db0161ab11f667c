// The hold: every wait on the same scale, with the two moments in full below. It is drawn with attributes alone, since
// no style may come from script; what it shows is said in words beside it.
import { classNames } from './class-names.ts'
import { moment } from './format.ts'
import { uiTexts } from './texts.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const HEIGHT = 36

export type GaugeProps = {
  /** Milliseconds since 1970, as all three. */
  readonly from: number
  readonly until: number
  readonly now: number
  /** "Asked for", "Takes effect" */
  readonly begins: string
  readonly ends: string
}

/** How a wait is divided: hours of a day, or six hours of several days; and what stands out of it. */
function ticksOf(length: number): { readonly parts: number; readonly every: number } {
  return length <= DAY
    ? { parts: Math.max(1, Math.round(length / HOUR)), every: 6 }
    : { parts: Math.max(1, Math.round(length / (6 * HOUR))), every: 4 }
}

const percent = (part: number): string => `${Math.round(part * 10_000) / 100}%`

export function Gauge({ from, until, now, begins, ends }: GaugeProps) {
  const done = Math.min(1, Math.max(0, (now - from) / Math.max(1, until - from)))
  const { parts, every } = ticksOf(until - from)
  const ticks = Array.from({ length: parts + 1 }, (_, at) => at)
  return (
    <div className={classNames('gauge', done >= 1 && 'safe')}>
      <svg className="scale" aria-hidden="true" focusable="false" width="100%" height={HEIGHT}>
        <rect className="rest" x="0" y="11" width="100%" height="6" />
        <rect className="fill" x="0" y="11" width={percent(done)} height="6" />
        {ticks.map((at) => (
          <line
            key={at}
            className={at % every === 0 ? 'major' : 'tick'}
            x1={percent(at / parts)}
            x2={percent(at / parts)}
            y1={at % every === 0 ? 20 : 28}
            y2={HEIGHT}
          />
        ))}
        <line className="needle" x1={percent(done)} x2={percent(done)} y1="0" y2={HEIGHT} />
        <svg x={percent(done)} y="0" width="1" height="8" overflow="visible">
          <path className="head" d="M-5 0H5L0 7Z" />
        </svg>
      </svg>
      <p className="ends">
        <span>
          <b>{moment(from, now)}</b> {begins}
        </span>
        <span>
          <b>{done >= 1 ? uiTexts.anyMoment : moment(until, now)}</b> {ends}
        </span>
      </p>
    </div>
  )
}
