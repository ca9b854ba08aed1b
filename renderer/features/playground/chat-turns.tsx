import { ActionIcon, Alert, Center, Loader, Stack, Text, Tooltip } from '@mantine/core'
import { IconMessage2, IconRefresh } from '@tabler/icons-react'
import { lazy, Suspense } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormats } from '../../i18n/format.ts'
import { CopyButton } from '../../ui/copy.tsx'
import type { ChatState, Turn } from './conversation.ts'
import { useFollow } from './use-follow.ts'

const Markdown = lazy(() => import('./markdown.tsx'))

/** What was said so far; it follows the answer unless somebody has scrolled up to read. */
export function ChatTurns({
  chat: { turns, runningId },
  onAgain,
}: {
  chat: ChatState
  onAgain: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const follow = useFollow(turns)
  const last = turns.at(-1)
  return (
    <div
      {...follow}
      className="gb-chat-turns"
      role="log"
      aria-label={t('playground.conversation')}
      aria-busy={runningId === undefined ? undefined : true}
    >
      {turns.length === 0 && <Nothing />}
      {turns.map((turn) =>
        turn.role === 'user' ? (
          <div key={turn.id} className="gb-turn gb-turn-user">
            {turn.text}
          </div>
        ) : (
          <Answer
            key={turn.id}
            turn={turn}
            isRunning={turn.id === runningId}
            onAgain={turn === last ? onAgain : undefined}
          />
        ),
      )}
    </div>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return (
    <Center h="100%">
      <Stack align="center" gap="xs" maw={380} ta="center" className="gb-muted">
        <IconMessage2 size={30} stroke={1.5} aria-hidden />
        <Text size="sm">{t('playground.empty')}</Text>
      </Stack>
    </Center>
  )
}

function Answer({
  turn,
  isRunning,
  onAgain,
}: {
  turn: Turn
  isRunning: boolean
  onAgain: (() => void) | undefined
}) {
  const { t } = useTranslation()
  const { text, thoughts, failure } = turn
  return (
    <div className="gb-turn">
      {thoughts !== '' && (
        <details className="gb-thoughts">
          <summary>{t('playground.thoughts')}</summary>
          <div>
            <Formatted text={thoughts} />
          </div>
        </details>
      )}
      {text !== '' && <Formatted text={text} />}
      {isRunning && text === '' && <Loader size="xs" type="dots" />}
      {failure !== undefined && (
        <Alert color="red" py="xs" mt={text === '' ? 0 : 'sm'}>
          {failure}
        </Alert>
      )}
      {!isRunning && (
        <div className="gb-turn-foot">
          <CopyButton text={text} size="sm" disabled={text === ''} />
          {onAgain !== undefined && (
            <Tooltip label={t('playground.again')}>
              <ActionIcon size="sm" aria-label={t('playground.again')} onClick={onAgain}>
                <IconRefresh size={16} />
              </ActionIcon>
            </Tooltip>
          )}
          <Figures turn={turn} />
        </div>
      )}
    </div>
  )
}

/** The text stands there unformatted until the formatter has been loaded. */
function Formatted({ text }: { text: string }) {
  return (
    <Suspense fallback={<div style={{ whiteSpace: 'pre-wrap' }}>{text}</div>}>
      <Markdown text={text} />
    </Suspense>
  )
}

function Figures({ turn: { answer } }: { turn: Turn }) {
  const { t } = useTranslation()
  const format = useFormats()
  if (answer === undefined) return null
  const { tokens, firstByteMs, totalMs, key, isStopped } = answer
  const parts = [
    ...(isStopped ? [t('playground.stopped')] : []),
    ...(tokens === undefined
      ? []
      : [
          t('playground.tokens', {
            input: format.number(tokens.input),
            output: format.number(tokens.output),
          }),
        ]),
    ...(tokens === undefined || tokens.thinking === 0
      ? []
      : [t('playground.thinkingTokens', { thinking: format.number(tokens.thinking) })]),
    ...(firstByteMs === undefined
      ? []
      : [t('playground.firstByte', { time: format.duration(firstByteMs) })]),
    format.duration(totalMs),
    ...(key === undefined ? [] : [t('playground.via', { key })]),
  ]
  return (
    <Text size="xs" className="gb-muted gb-number">
      {parts.join(' · ')}
    </Text>
  )
}
