import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheck } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction, useCall } from '../../queries.ts'
import { errorWords } from '../../ui/error-words.ts'
import { newId } from '../../ui/new-id.ts'
import { addressesOf } from '../connect/addresses.ts'
import { VerificationBar } from '../keys/verification-bar.tsx'

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
    test.mutate({ id: newId(), model, messages })
  }
  return (
    <Stack gap="md" mt="md">
      <Stack gap={6}>
        {isRunning && <Address url={addressesOf(status.service).openai} />}
        <TokenLine />
      </Stack>
      <VerificationBar />
      <Text size="sm">{t('onboarding.check.text', { model: model ?? '' })}</Text>
      <div aria-live="polite">
        {test.data !== undefined && <Proof answer={test.data} />}
        {test.error !== null && <Alert color="red">{errorWords(test.error, t)}</Alert>}
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
    </Group>
  )
}

/** That clients will be let in. */
function TokenLine() {
  const { t } = useTranslation()
  const { data } = useCall('tokens.list', {})
  const token = data?.tokens.find(({ isAdmin }) => !isAdmin) ?? data?.tokens[0]
  if (data === undefined) return <Text size="sm">&nbsp;</Text>
  return (
    <Group gap="xs">
      {token === undefined ? (
        <IconAlertTriangle size={18} color="var(--gb-wait)" aria-hidden />
      ) : (
        <IconCircleCheck size={18} color="var(--gb-ok)" aria-hidden />
      )}
      <Text size="sm">
        {token === undefined ? t('overview.noToken') : t('onboarding.check.token')}
      </Text>
      {token === undefined ? (
        <Link href="/settings/tokens">{t('overview.makeToken')}</Link>
      ) : (
        <code className="gb-mono">{token.masked}</code>
      )}
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
