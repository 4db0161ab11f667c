// The settings lock, offered from the first sign-in on until it is turned on or put off.
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Button, ButtonLink } from '../../ui/button.tsx'
import { LockIcon } from '../../ui/icons.tsx'
import { Note } from '../../ui/note.tsx'
import { lockQuery } from '../settings-lock/queries.ts'
import { settingsLockTexts } from '../settings-lock/texts.ts'

const PUT_OFF = 'settings-lock-put-off'
const words = settingsLockTexts.offer

export function OfferLock() {
  const locks = useQuery(lockQuery).data?.locks
  const [isPutOff, setPutOff] = useState(wasPutOff)
  if (locks === undefined || locks.length > 0 || isPutOff) return null
  const putOff = () => {
    keepPutOff()
    setPutOff(true)
  }
  return (
    <div className="dash-note">
      <Note
        tone="accent"
        icon={LockIcon}
        title={words.title}
        acts={
          <>
            <ButtonLink href="/security/settings-lock">{words.act}</ButtonLink>
            <Button kind="quiet" onPress={putOff}>
              {words.later}
            </Button>
          </>
        }
      >
        {words.text}
      </Note>
    </div>
  )
}

// A browser that keeps nothing offers it again.
function wasPutOff(): boolean {
  try {
    return localStorage.getItem(PUT_OFF) !== null
  } catch {
    return false
  }
}

function keepPutOff(): void {
  try {
    localStorage.setItem(PUT_OFF, 'yes')
  } catch {
    // It is put off for this visit.
  }
}
