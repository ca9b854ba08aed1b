import { ActionIcon, Textarea, Tooltip } from '@mantine/core'
import { IconPlayerStopFilled, IconSend2 } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'

/** Where a person writes; Enter sends, Shift Enter begins a line. */
export function ChatWriter({
  isRunning,
  canSend,
  onSend,
  onStop,
}: {
  isRunning: boolean
  canSend: boolean
  onSend(text: string): void
  onStop(): void
}) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const isReady = canSend && !isRunning && text.trim() !== ''
  const send = () => {
    if (!isReady) return
    onSend(text.trim())
    setText('')
  }
  const name = isRunning ? t('playground.stop') : t('playground.send')
  return (
    <div className="gb-chat-write">
      <Textarea
        style={{ flex: 1 }}
        aria-label={t('playground.message')}
        placeholder={t('playground.message')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onKeyDown={(event) => {
          // While an input method composes, Enter belongs to it.
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
          event.preventDefault()
          send()
        }}
        autosize
        minRows={1}
        maxRows={8}
      />
      <Tooltip label={name}>
        <ActionIcon
          size={36}
          variant="filled"
          color="iris"
          aria-label={name}
          disabled={!isRunning && !isReady}
          onClick={isRunning ? onStop : send}
        >
          {isRunning ? <IconPlayerStopFilled size={16} /> : <IconSend2 size={18} />}
        </ActionIcon>
      </Tooltip>
    </div>
  )
}
