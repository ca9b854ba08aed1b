import './overview.css'
import { Button, Group, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconPlayerPlay, IconPlayerStop } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { useFormats } from '../../i18n/format.ts'
import { call, useAction, useCall } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { notifyFailed } from '../../ui/notify.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { addressesOf } from '../connect/addresses.ts'
import { useFirstStart } from '../onboarding/use-first-start.ts'
import { AttentionList } from './attention.tsx'
import { KeysCard } from './keys-card.tsx'
import { LastDay } from './last-day.tsx'
import { LastMinute } from './last-minute.tsx'
import { mayHoldMore } from './vault-words.ts'

/** Is it running, where, and is anything the matter. */
export function Overview() {
  const { t } = useTranslation()
  const status = useCall('app.status', {})
  useFirstStart()
  return (
    <Page title={t('overview.title')}>
      {status.isPending && <PageSkeleton heights={[46, 240, 158, 70]} />}
      {status.error !== null && (
        <Failure error={status.error} onRetry={() => void status.refetch()} />
      )}
      {status.data !== undefined && (
        <>
          <AttentionList status={status.data} />
          <div className="gb-tiles">
            <ServiceCard status={status.data} />
            <KeysCard status={status.data} />
          </div>
          <LastDay />
          <LastRequestCard status={status.data} />
        </>
      )}
    </Page>
  )
}

const dots = {
  running: 'ready',
  failed: 'invalid',
  stopped: 'disabled',
  starting: 'cooling',
} as const

function ServiceCard({ status: { service, vault, can } }: { status: AppStatus }) {
  const { t } = useTranslation()
  const format = useFormats()
  const start = useAction('app.start', { onError: notifyFailed })
  const stop = useAction('app.stop', { onError: notifyFailed })
  const isUp = service.kind === 'running' || service.kind === 'starting'
  return (
    <section className="gb-card gb-tile" aria-label={t(`overview.state.${service.kind}`)}>
      <Group justify="space-between" wrap="nowrap" mih={30}>
        <Group gap="xs" wrap="nowrap">
          <StateMark state={dots[service.kind]} size={18} />
          <Text fw={600}>{t(`overview.state.${service.kind}`)}</Text>
          {service.kind === 'running' && (
            <Text size="sm" className="gb-muted gb-number">
              {t('overview.since', { time: format.time(service.sinceMs) })}
            </Text>
          )}
        </Group>
        {can.startStop && (
          <Button
            size="xs"
            variant="default"
            loading={start.isPending || stop.isPending}
            leftSection={isUp ? <IconPlayerStop size={14} /> : <IconPlayerPlay size={14} />}
            onClick={() => (isUp ? stop.mutate({}) : start.mutate({}))}
          >
            {isUp ? t('overview.stop') : t('overview.start')}
          </Button>
        )}
      </Group>
      {!isUp && (
        <Text size="sm" className="gb-muted">
          {t('overview.notServing')}
        </Text>
      )}
      {service.kind === 'running' && (
        <Stack gap="sm">
          <Address
            name={t('overview.openai')}
            hint={t('overview.openaiHint')}
            url={addressesOf(service).openai}
          />
          <Address
            name={t('overview.gemini')}
            hint={t('overview.geminiHint')}
            url={addressesOf(service).gemini}
          />
          <TokenLine isLocked={mayHoldMore(vault)} />
        </Stack>
      )}
    </section>
  )
}

function Address({ name, hint, url }: { name: string; hint: string; url: string }) {
  return (
    <div className="gb-address">
      <Text size="xs" className="gb-muted" truncate title={hint}>
        {name} · {hint}
      </Text>
      <Group gap={4} wrap="nowrap">
        <code className="gb-mono">{url}</code>
        <CopyButton text={url} label={name} />
      </Group>
    </div>
  )
}

/** The token that clients need; it is fetched whole only when somebody copies it. */
function TokenLine({ isLocked }: { isLocked: boolean }) {
  const { t } = useTranslation()
  const { data } = useCall('tokens.list', {})
  const token = data?.tokens.find(({ isAdmin }) => !isAdmin) ?? data?.tokens[0]
  return (
    <div className="gb-address">
      <Text size="xs" className="gb-muted">
        {t('overview.token')} · {t('overview.tokenHint')}
      </Text>
      <Group gap={4} wrap="nowrap" mih={28}>
        {token === undefined ? (
          data !== undefined && (
            <Text size="sm">
              {isLocked ? t('overview.tokensLocked') : t('overview.noToken')}{' '}
              {!isLocked && <Link href="/settings/tokens">{t('overview.makeToken')}</Link>}
            </Text>
          )
        ) : (
          <>
            <code className="gb-mono">{token.masked}</code>
            <CopyButton
              label={t('overview.token')}
              text={async () => (await call('tokens.reveal', { id: token.id })).secret}
            />
          </>
        )}
      </Group>
    </div>
  )
}

function LastRequestCard({ status: { lastRequest, service } }: { status: AppStatus }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  return (
    <section className="gb-card gb-tile" aria-label={t('overview.lastRequest')}>
      <Group justify="space-between" gap="lg">
        <LastMinute />
        <div style={{ flex: 1 }}>
          <Text size="xs" className="gb-muted gb-number">
            {t('overview.lastRequest')}
            {lastRequest !== undefined && ` · ${format.ago(lastRequest.atMs, nowMs)}`}
          </Text>
          {lastRequest === undefined ? (
            <Text size="sm">{t('overview.noRequest')}</Text>
          ) : (
            <Group gap="xs">
              {lastRequest.status < 400 ? (
                <IconCircleCheck size={16} color="var(--gb-ok)" aria-hidden />
              ) : (
                <IconCircleX size={16} color="var(--gb-bad)" aria-hidden />
              )}
              <Text size="sm" className="gb-number">
                {t('overview.lastRequestLine', {
                  status: lastRequest.status,
                  key: lastRequest.key ?? '—',
                  model: lastRequest.model ?? '—',
                  time: format.duration(lastRequest.totalMs),
                })}
              </Text>
            </Group>
          )}
        </div>
        {service.kind === 'running' && (
          <Button component={Link} href="/connect" variant="light" size="xs">
            {t('overview.connectClient')}
          </Button>
        )}
      </Group>
    </section>
  )
}
