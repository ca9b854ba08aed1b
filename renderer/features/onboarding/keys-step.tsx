import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { useAction } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { PasteForm } from '../keys/paste-keys.tsx'

/** Keys are pasted, or the demo is tried in their place. */
export function KeysStep({ status, onNext }: { status: AppStatus; onNext(): void }) {
  const { t } = useTranslation()
  const restart = useAction('app.restart', { onError: notifyFailed })
  const { keys, can, isDemo } = status
  return (
    <Stack gap="md" mt="md">
      {keys.total > 0 && (
        <Alert color="green" icon={<IconCircleCheck />} py="xs">
          <Group justify="space-between">
            {t('onboarding.keys.there', { count: keys.total })}
            <Button size="xs" onClick={onNext}>
              {t('onboarding.next')}
            </Button>
          </Group>
        </Alert>
      )}
      <Text size="sm">{t('onboarding.keys.text')}</Text>
      {/* A paste is the first thing to do here: it needs no click before. */}
      <PasteForm onDone={onNext} hasFocus />
      {!isDemo && (
        <Group justify="space-between" className="gb-welcome-other">
          <Text size="sm" className="gb-muted" style={{ flex: 1 }}>
            {can.restart ? t('onboarding.keys.demo') : t('onboarding.keys.demoFlag')}
          </Text>
          {can.restart && (
            <Button
              variant="default"
              loading={restart.isPending}
              onClick={() => restart.mutate({ demo: true })}
            >
              {t('onboarding.keys.tryDemo')}
            </Button>
          )}
        </Group>
      )}
    </Stack>
  )
}
