// The list itself, on the screen and on paper. The paper names no account: who finds it has ten codes for nothing.
import { useState } from 'react'
import { Mark } from '../../ui/brand.tsx'
import { Button } from '../../ui/button.tsx'
import { Tick } from '../../ui/choice-fields.tsx'
import { currentTime } from '../../ui/clock.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { longDate, timeOfDay } from '../../ui/format.ts'
import { DownloadIcon, PrintIcon } from '../../ui/icons.tsx'
import { useLeaveQuestion } from '../../ui/secret.tsx'
import { addTexts } from './add-texts.ts'
import './backup-codes.css'

const words = addTexts.codes

export type KeepCodesProps = {
  readonly codes: readonly string[]
  readonly expiresAt: string
  readonly working: boolean
  readonly onFinish: () => void
  readonly onLeave: () => void
}

export function KeepCodes({ codes, expiresAt, working, onFinish, onLeave }: KeepCodesProps) {
  const [made] = useState(() => longDate(currentTime()))
  const [copied, setCopied] = useState(false)
  const [ticked, setTicked] = useState(false)
  const [missing, setMissing] = useState(false)
  useLeaveQuestion(!copied && !ticked)
  return (
    <form
      className="backup-codes"
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        setMissing(!ticked)
        if (ticked) onFinish()
      }}
    >
      <PaperHead made={made} />
      <div className="sheet pad">
        <CodeList codes={codes} />
        <p className="row front-act no-print">
          <Button icon={PrintIcon} onPress={() => window.print()}>
            {words.print}
          </Button>
          <Button icon={DownloadIcon} onPress={() => download(textOf(codes, made))}>
            {words.download}
          </Button>
          <CopyButton text={textOf(codes, made)} label={words.copy} onCopied={() => setCopied(true)} />
        </p>
      </div>
      <PaperFoot />
      <div className="no-print keep-act">
        <Tick
          label={words.tick}
          value={ticked}
          onChange={(is) => {
            setTicked(is)
            setMissing(false)
          }}
          error={missing ? words.tickMissing : undefined}
        />
        <p className="row">
          <Button kind="primary" type="submit" working={working}>
            {words.finish}
          </Button>
          <Button kind="quiet" onPress={onLeave}>
            {words.cancel}
          </Button>
        </p>
        <p className="sm muted">{words.until(timeOfDay(Date.parse(expiresAt)))}</p>
      </div>
    </form>
  )
}

function CodeList({ codes }: { readonly codes: readonly string[] }) {
  return (
    <ol className="codes" aria-label={words.listName}>
      {codes.map((code, at) => (
        <li key={code}>
          <span className="n">{at + 1}</span>
          <span className="code">{code}</span>
          {at === codes.length - 1 && <span className="keep">{words.keep}</span>}
        </li>
      ))}
    </ol>
  )
}

const PaperHead = ({ made }: { readonly made: string }) => (
  <div className="print-only paper-head">
    <p className="paper-title">
      <Mark />
      <span>{words.paper.title}</span>
      <span className="made">{words.paper.made(made)}</span>
    </p>
    <p>{words.paper.how}</p>
  </div>
)

const PaperFoot = () => (
  <div className="print-only paper-foot">
    {NOTES.map(({ title, text }) => (
      <p key={title}>
        <b>{title}</b> {text}
      </p>
    ))}
    <p className="own-note">{words.paper.note}</p>
  </div>
)
const NOTES = [words.paper.last, words.paper.next, words.paper.nobody]

/** The same words as on paper. */
function textOf(codes: readonly string[], made: string): string {
  const numbered = codes.map((code, at) => {
    const number = String(at + 1).padStart(2)
    return `${number}  ${code}${at === codes.length - 1 ? `  ${words.keep}` : ''}`
  })
  const notes = NOTES.map(({ title, text }) => `${title} ${text}`)
  const { title, how } = words.paper
  return [title, words.paper.made(made), '', how, '', ...numbered, '', ...notes, ''].join('\n')
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([text], { type: 'text/plain' }))
  const link = document.createElement('a')
  link.href = address
  link.download = words.fileName
  link.click()
  URL.revokeObjectURL(address)
}
