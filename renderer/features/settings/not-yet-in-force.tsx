import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { notifyFailed } from '../../ui/notify.ts'
import { useAction, useCall } from '../../queries.ts'

/** Says that a new address waits for the port to be opened anew; the desktop app can do that now. */
export function NotYetInForce() {
  const { t } = useTranslation()
  const { data: status } = useCall('app.status', {})
  const stop = useAction('app.stop', { onError: notifyFailed })
  const start = useAction('app.start', { onError: notifyFailed })
  return (
    <Group gap="xs">
      <Text size="xs" c="var(--gb-wait)">
        {t('settings.restart')}
      </Text>
      {status?.can.startStop === true && (
        <Button
          size="compact-xs"
          variant="light"
          title={t('settings.reopenHint')}
          loading={stop.isPending || start.isPending}
          onClick={() => stop.mutate({}, { onSuccess: () => start.mutate({}) })}
        >
          {t('settings.reopen')}
        </Button>
      )}
    </Group>
  )
}
