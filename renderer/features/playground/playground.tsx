import './playground.css'
import { ActionIcon, Tooltip } from '@mantine/core'
import { IconMessagePlus } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { NoKeys } from '../keys/no-keys.tsx'
import { useModels } from '../keys/use-models.ts'
import { ChatOptionsForm } from './chat-options.tsx'
import { ChatTurns } from './chat-turns.tsx'
import { ChatWriter } from './chat-writer.tsx'
import { useChatOptions } from './chat-choice.ts'
import { useChat } from './use-chat.ts'

/** Tries models out through the service itself, as any client would. */
export default function Playground() {
  const { t } = useTranslation()
  const { models, hasKeys } = useModels(0)
  const chatModels = (models.data?.models ?? []).filter(({ kind }) => kind === 'chat')
  const [options, change] = useChatOptions(chatModels)
  const chat = useChat()
  const again = chat.runningId === undefined ? () => chat.again(options) : undefined
  const clear = (
    <Tooltip label={t('playground.newChat')}>
      <ActionIcon
        aria-label={t('playground.newChat')}
        disabled={chat.turns.length === 0}
        onClick={chat.clear}
      >
        <IconMessagePlus size={18} />
      </ActionIcon>
    </Tooltip>
  )
  return (
    <Page title={t('playground.title')} actions={clear} fill>
      {hasKeys === false && <NoKeys />}
      {models.isPending && hasKeys !== false && <PageSkeleton heights={[420]} />}
      {models.error !== null && (
        <Failure error={models.error} onRetry={() => void models.refetch()} />
      )}
      {models.data !== undefined && hasKeys === true && (
        <div className="gb-chat">
          <section className="gb-card gb-chat-talk" aria-label={t('playground.title')}>
            <ChatTurns chat={chat} onAgain={again} />
            <ChatWriter
              isRunning={chat.runningId !== undefined}
              canSend={options.model !== ''}
              onSend={(text) => chat.send(text, options)}
              onStop={chat.stop}
            />
          </section>
          <ChatOptionsForm
            models={chatModels}
            options={options}
            onChange={change}
            turns={chat.turns}
          />
        </div>
      )}
    </Page>
  )
}
