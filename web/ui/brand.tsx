// The mark and the word. Both take their colour from tokens.
import { Link } from './link.tsx'
import { uiTexts } from './texts.ts'

export function Mark() {
  return (
    <svg
      className="mark"
      viewBox="0 0 48 48"
      fill="none"
      stroke="currentColor"
      strokeWidth="5.2"
      aria-hidden="true"
    >
      <path d="M13-2V17a11 11 0 0 0 .465 3.165M18.889 26.741A11 11 0 0 0 35 17V-2" />
      <path d="M4.5 51C10 46 13 39 13 31a11 11 0 0 1 16.111-9.741M34.535 27.835A11 11 0 0 1 35 31c0 8 3 15 8.5 20" />
    </svg>
  )
}

export function Brand({ href, name }: { readonly href: string; readonly name?: string }) {
  return (
    <Link className="brand" href={href} aria-label={name ?? uiTexts.product}>
      <Mark />
      <span className="word" />
    </Link>
  )
}
