// A refusal of the whole, beside the button that met it.
import { AttentionIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'

export function ProblemNote({ message }: { readonly message: string | undefined }) {
  return message === undefined ? null : (
    <div className="front-act">
      <Note tone="waiting" icon={AttentionIcon} say="alert" title={message} />
    </div>
  )
}
