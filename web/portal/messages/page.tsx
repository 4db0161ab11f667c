// The message centre: what was sent, as it was sent, so that a doubtful mail can be checked.
import type { InfiniteData } from '@tanstack/react-query'
import { useInfiniteQuery, useQueryClient } from '@tanstack/react-query'
import type { SyntheticEvent } from 'react'
import type { z } from 'zod'
import type { messages as contract, messageView } from '../../../src/features/messages/contract.ts'
import type { OutputOf } from '../../../src/lib/contract.ts'
import { Button } from '../../ui/button.tsx'
import { Chip } from '../../ui/chip.tsx'
import { classNames } from '../../ui/class-names.ts'
import { EmptyState } from '../../ui/empty-state.tsx'
import { NoticeIcon, OnwardIcon } from '../../ui/icons.tsx'
import { Page } from '../../ui/page.tsx'
import { client } from '../shell/api.ts'
import { Loaded } from '../shell/loaded.tsx'
import { useSecurityIndex } from '../shell/security-index.ts'
import { unreadQuery } from '../shell/session.ts'
import { useWhen } from '../shell/when.ts'
import { messagesQuery } from './queries.ts'
import { messagesTexts as words } from './texts.ts'
import './messages.css'

type MessageView = z.output<typeof messageView>
type Pages = InfiniteData<OutputOf<(typeof contract)['list']>, string | null>

export function MessagesPage() {
  const query = useInfiniteQuery(messagesQuery)
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query
  const markRead = useMarkRead()
  return (
    <Page
      title={words.title}
      lead={words.lead}
      index={useSecurityIndex('/security/messages')}
      margin={words.margin}
    >
      <Loaded query={query} of="sheets">
        {({ pages }) => (
          <>
            <List messages={pages.flatMap((page) => page.messages)} onOpen={markRead} />
            {hasNextPage && (
              <p className="front-act">
                <Button working={isFetchingNextPage} onPress={() => void fetchNextPage()}>
                  {words.more}
                </Button>
              </p>
            )}
          </>
        )}
      </Loaded>
    </Page>
  )
}

type Open = (message: MessageView) => void

function List({ messages, onOpen }: { readonly messages: readonly MessageView[]; readonly onOpen: Open }) {
  if (messages.length === 0) return <EmptyState title={words.none.title}>{words.none.text}</EmptyState>
  return (
    <ul className="sheet">
      {messages.map((message) => (
        <Message key={message.id} message={message} onOpen={onOpen} />
      ))}
    </ul>
  )
}

function Message({ message, onOpen }: { readonly message: MessageView; readonly onOpen: Open }) {
  const when = useWhen()
  const toggle = (event: SyntheticEvent<HTMLDetailsElement>) => {
    if (event.currentTarget.open && !message.read) onOpen(message)
  }
  return (
    <li className={classNames('message', !message.read && 'unread')}>
      <details onToggle={toggle}>
        <summary>
          <span className="subject">{message.subject}</span>
          {!message.read && (
            <Chip tone="plain" icon={NoticeIcon}>
              {words.unread}
            </Chip>
          )}
          <span className="at cap">{when.head(message.at)}</span>
          <OnwardIcon size="s" />
        </summary>
        <div className="words">
          {message.text.split('\n\n').map((paragraph, at) => (
            <p key={at}>{paragraph}</p>
          ))}
          <p className="cap">{words.mail[message.mail]}</p>
        </div>
      </details>
    </li>
  )
}

function useMarkRead(): Open {
  const queries = useQueryClient()
  return (message) => {
    void client.messages.markRead({ id: message.id }).then((answer) => {
      // What could not be marked stays unread; nothing is lost by that.
      if (!answer.ok) return
      queries.setQueryData(unreadQuery.queryKey, answer.value)
      queries.setQueryData<Pages>(messagesQuery.queryKey, (pages) => pages && withRead(pages, message.id))
    })
  }
}

function withRead(data: Pages, id: string): Pages {
  const pages = data.pages.map((page) => ({
    ...page,
    messages: page.messages.map((one) => (one.id === id ? { ...one, read: true } : one)),
  }))
  return { ...data, pages }
}
