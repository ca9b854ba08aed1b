import { ActionIcon, type ActionIconProps, Tooltip } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { IconCheck, IconCopy } from '@tabler/icons-react'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { putText } from './clipboard.ts'
import { closeButton } from './notify.ts'

const SHOWN_FOR_MS = 1500

/** Puts a text into the clipboard; says so where it cannot. */
export function useCopy(): (text: string) => Promise<boolean> {
  const { t } = useTranslation()
  return async (text) => {
    const isThere = await putText(text)
    if (!isThere) {
      notifications.show({
        color: 'red',
        message: t('shell.copyFailed'),
        closeButtonProps: closeButton(),
      })
    }
    return isThere
  }
}

/** A button that copies a text and says for a moment that it did. */
export function CopyButton({
  text,
  label,
  ...props
}: {
  text: string | (() => Promise<string>)
  label?: string
  'data-copy'?: boolean
} & ActionIconProps) {
  const { t } = useTranslation()
  const copy = useCopy()
  const [isDone, setDone] = useState(false)
  useEffect(() => {
    if (!isDone) return undefined
    const timer = setTimeout(() => setDone(false), SHOWN_FOR_MS)
    return () => clearTimeout(timer)
  }, [isDone])
  const name = isDone ? t('shell.copied') : (label ?? t('shell.copy'))
  const onClick = async () => {
    const value = typeof text === 'string' ? text : await text()
    setDone(await copy(value))
  }
  return (
    <Tooltip label={name}>
      <ActionIcon aria-label={name} onClick={() => void onClick()} {...props}>
        {isDone ? <IconCheck size={16} color="var(--gb-ok)" /> : <IconCopy size={16} />}
      </ActionIcon>
    </Tooltip>
  )
}
