import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction, useCall } from '../../queries.ts'
import { CopyButton } from '../../ui/copy.tsx'

/** Whether the service listens, and whether a real request comes back with an answer. */
export function CheckStep({ status, onNext }: { status: AppStatus; onNext(): void }) {
  const { t } = useTranslation()
  const settings = useCall('settings.get', {})
  const test = useAction('playground.chat')
  const model = settings.data?.values.testModel
  const isRunning = status.service.kind === 'running'
  const send = () => {
    if (model === undefined) return
    const messages = [{ role: 'user' as const, content: t('onboarding.check.question') }]
    test.mutate({ id: crypto.randomUUID(), model, messages })
  }
  return (
    <Stack gap="md" mt="md">
      {status.service.kind === 'running' && <Address url={status.service.openaiBaseUrl} />}
      <Text size="sm">{t('onboarding.check.text', { model: model ?? '' })}</Text>
      <div aria-live="polite">
        {test.data !== undefined && <Proof answer={test.data} />}
        {test.error !== null && <Alert color="red">{test.error.message}</Alert>}
      </div>
      <Group justify="flex-end">
        {test.data === undefined ? (
          <>
            <Button variant="subtle" onClick={onNext}>
              {t('onboarding.check.skip')}
            </Button>
            <Button disabled={!isRunning} loading={test.isPending} onClick={send}>
              {t('onboarding.check.send')}
            </Button>
          </>
        ) : (
          <Button onClick={onNext}>{t('onboarding.next')}</Button>
        )}
      </Group>
    </Stack>
  )
}

function Address({ url }: { url: string }) {
  const { t } = useTranslation()
  return (
    <Group gap="xs">
      <IconCircleCheck size={18} color="var(--gb-ok)" aria-hidden />
      <Text size="sm">{t('onboarding.check.listening')}</Text>
      <code className="gb-mono">{url}</code>
      <CopyButton text={url} />
    </Group>
  )
}

function Proof({ answer }: { answer: { text: string; key?: string; totalMs: number } }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { text, key, totalMs } = answer
  return (
    <Alert
      color="green"
      icon={<IconCircleCheck />}
      title={t('onboarding.check.works', { key: key ?? '—', ms: format.number(totalMs) })}
    >
      <Text size="sm" lineClamp={4}>
        {text}
      </Text>
    </Alert>
  )
}
