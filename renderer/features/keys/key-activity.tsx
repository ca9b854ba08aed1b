import { Anchor, Group, SegmentedControl, Skeleton, Stack, Table, Text } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Period } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { errorWords } from '../../ui/error-words.ts'
import { pathOf } from '../requests/request-choice.ts'
import { EVERY_MS } from '../statistics/periods.ts'

const UsageChart = lazy(() => import('../statistics/usage-chart.tsx'))
const HEIGHT = 130
const shownPeriods: readonly Period[] = ['1h', '24h', '7d']
const often = { everyMs: EVERY_MS, keepsPrevious: true }

/** What a key has done: over time, by model, and its latest requests. */
export function KeyActivity({ keyId }: { keyId: string }) {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>('24h')
  const series = useCall('activity.series', { period, keyId }, often)
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Text fw={600} size="sm">
          {t('keys.drawer.activity')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('statistics.period')}
          value={period}
          onChange={(value) => setPeriod(shownPeriods.find((one) => one === value) ?? '24h')}
          data={shownPeriods.map((value) => ({ value, label: t(`statistics.periods.${value}`) }))}
        />
      </Group>
      {series.error !== null && <Text size="sm">{errorWords(series.error, t)}</Text>}
      <Suspense fallback={<Skeleton height={HEIGHT} aria-busy="true" />}>
        {series.data === undefined ? (
          <Skeleton height={HEIGHT} aria-busy={series.isPending} />
        ) : (
          <UsageChart
            points={series.data.points}
            period={period}
            measure="requests"
            height={HEIGHT}
          />
        )}
      </Suspense>
      <Models keyId={keyId} period={period} />
      <Latest keyId={keyId} />
    </Stack>
  )
}

function Models({ keyId, period }: { keyId: string; period: Period }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { data } = useCall('activity.shares', { period, keyId, by: 'model' }, often)
  if (data === undefined || data.shares.length === 0) return null
  return (
    <Table fz={12} verticalSpacing={3} className="gb-number">
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">{t('statistics.shares.model')}</Table.Th>
          {(['requests', 'failed', 'tokens'] as const).map((name) => (
            <Table.Th key={name} scope="col" ta="right">
              {t(`statistics.shares.${name}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {data.shares.map(({ name, requests, failed, tokens }) => (
          <Table.Tr key={name}>
            <Table.Th scope="row" fw={500}>
              {name === '' ? t('statistics.shares.noName') : name}
            </Table.Th>
            <Table.Td ta="right">{format.number(requests)}</Table.Td>
            <Table.Td ta="right">{format.number(failed)}</Table.Td>
            <Table.Td ta="right">
              {format.compact(tokens.input + tokens.output + tokens.thinking)}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

const LATEST = 8

function Latest({ keyId }: { keyId: string }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { data } = useCall('activity.requests', { keyId, limit: LATEST }, often)
  if (data === undefined) return null
  return (
    <Stack gap={3}>
      <Group justify="space-between">
        <Text size="xs" className="gb-muted">
          {data.requests.length === 0 ? t('keys.drawer.noRequests') : t('keys.drawer.latest')}
        </Text>
        {data.requests.length > 0 && (
          <Anchor component={Link} href={pathOf({ keyId })} size="xs">
            {t('keys.drawer.allRequests')}
          </Anchor>
        )}
      </Group>
      {data.requests.map(({ id, startedAtMs, status, model, route, totalMs }) => (
        <Anchor
          key={id}
          component={Link}
          href={pathOf({ search: id })}
          c="inherit"
          underline="never"
        >
          <Group gap="xs" wrap="nowrap" className="gb-number" fz={12}>
            <span className="gb-muted">{format.moment(startedAtMs)}</span>
            <b style={{ color: status >= 400 ? 'var(--gb-bad)' : 'var(--gb-ok)' }}>{status}</b>
            <Text size="xs" truncate style={{ flex: 1 }}>
              {model === '' ? route : model}
            </Text>
            <span className="gb-muted">{format.duration(totalMs)}</span>
          </Group>
        </Anchor>
      ))}
    </Stack>
  )
}
