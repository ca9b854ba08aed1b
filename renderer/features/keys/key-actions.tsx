import { Button, Group, Stack } from '@mantine/core'
import {
  IconCopy,
  IconEye,
  IconEyeOff,
  IconRefresh,
  IconShieldCheck,
  IconTrash,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, CallFailed, useAction } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { useRemoveKeys } from './use-remove-keys.ts'

/** What can be done with one key; its secret is fetched only when somebody asks to see or copy it. */
export function KeyActions({ id, onClose }: { id: string; onClose(): void }) {
  const { t } = useTranslation()
  const copy = useCopy()
  const [secret, setSecret] = useState<string>()
  const verify = useAction('keys.verify', { onError: notifyFailed })
  const reset = useAction('keys.reset', {
    onSuccess: (done) => notifyDone(t('keys.done.reset', { count: done.reset })),
    onError: notifyFailed,
  })
  const remove = useRemoveKeys(onClose)
  const withSecret = async (take: (whole: string) => void | Promise<void>) => {
    try {
      await take((await call('keys.reveal', { id })).secret)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    }
  }
  const copyKey = () =>
    withSecret(async (whole) => {
      if (await copy(whole)) notifyDone(t('keys.done.revealed'))
    })
  const isShown = secret !== undefined
  const look = { size: 'xs', px: 8, variant: 'default' } as const
  return (
    <Stack gap="xs">
      <Group gap={6}>
        <Button
          {...look}
          leftSection={<IconShieldCheck size={14} />}
          loading={verify.isPending}
          onClick={() => verify.mutate({ ids: [id] })}
        >
          {t('keys.actions.verify')}
        </Button>
        <Button
          {...look}
          leftSection={<IconRefresh size={14} />}
          onClick={() => reset.mutate({ ids: [id] })}
        >
          {t('keys.actions.reset')}
        </Button>
        <Button {...look} leftSection={<IconCopy size={14} />} onClick={() => void copyKey()}>
          {t('keys.actions.copy')}
        </Button>
        <Button
          {...look}
          leftSection={isShown ? <IconEyeOff size={14} /> : <IconEye size={14} />}
          aria-pressed={isShown}
          onClick={() => (isShown ? setSecret(undefined) : void withSecret(setSecret))}
        >
          {t(isShown ? 'keys.actions.hide' : 'keys.actions.reveal')}
        </Button>
        <Button
          {...look}
          variant="light"
          color="red"
          leftSection={<IconTrash size={14} />}
          onClick={() => remove([id])}
        >
          {t('keys.actions.remove')}
        </Button>
      </Group>
      {isShown && <code className="gb-mono gb-secret">{secret}</code>}
    </Stack>
  )
}
