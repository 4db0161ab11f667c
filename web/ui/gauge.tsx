// Every wait on the same scale: a bar, ticks (a day: hours and every six; longer: six hours and every day),
// a needle at now, the two moments in full below. It moves once a minute and never glides.
import { classNames } from './class-names.ts'
import { useNow } from './clock.ts'
import { duration, momentAtHead, timeOfDay, wholeDuration } from './format.ts'
import { uiTexts } from './texts.ts'

const HOUR = 3_600_000

export type GaugeProps = {
  readonly from: number
  readonly until: number
  /** "Added", "Asked" */
  readonly fromLabel: string
  /** "Usable", "Opens" */
  readonly untilLabel: string
  /** Said in place of untilLabel when the wait is over. */
  readonly overLabel?: string
}

export function Gauge({
  from,
  until,
  fromLabel,
  untilLabel,
  overLabel = uiTexts.gauge.usableNow,
}: GaugeProps) {
  const now = useNow()
  const whole = Math.max(1, until - from)
  const passed = Math.min(whole, Math.max(0, now - from))
  const over = passed === whole
  const { ticks, majors } = scale(whole)
  const at = `${((passed / whole) * 100).toFixed(2)}%`
  const words = uiTexts.gauge
  return (
    <div className={classNames('gauge', over && 'safe')}>
      <svg role="img" aria-label={over ? words.over : words.passed(duration(passed), wholeDuration(whole))}>
        <rect className="rest" x="0" y="15" width="100%" height="6" />
        <rect className="fill" x="0" y="15" width={at} height="6" />
        {ticks.map((x) => (
          <line key={x} className="tick" x1={x} x2={x} y1="32" y2="40" />
        ))}
        {majors.map((x) => (
          <line key={x} className="major" x1={x} x2={x} y1="24" y2="40" />
        ))}
        <svg x={at} overflow="visible">
          <path className="needle" d="M-5 1H5L1 7V40H-1V7Z" strokeWidth="0" />
        </svg>
      </svg>
      <div className="ends">
        <span>
          <b>{fromLabel}</b>
          {momentAtHead(from, now)}
        </span>
        <span>
          <b>{over ? overLabel : untilLabel}</b>
          {over ? words.since(timeOfDay(until)) : momentAtHead(until, now)}
        </span>
      </div>
    </div>
  )
}

function scale(whole: number): { readonly ticks: readonly string[]; readonly majors: readonly string[] } {
  const days = whole > 26 * HOUR
  return { ticks: marks(whole, days ? 6 * HOUR : HOUR), majors: marks(whole, days ? 24 * HOUR : 6 * HOUR) }
}

// At most so many lines, whatever the length: beyond that they would be a grey field.
const MARKS_AT_MOST = 120

function marks(whole: number, step: number): readonly string[] {
  const count = Math.floor(whole / step)
  if (count > MARKS_AT_MOST) return []
  return Array.from({ length: count + 1 }, (_, at) => `${(((at * step) / whole) * 100).toFixed(3)}%`)
}
