import { Anchor, Group, SegmentedControl, Skeleton, Table, Text, Tooltip } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Period, UsageShare } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { Failure } from '../../ui/page.tsx'
import { useKeyNames } from '../keys/key-names.ts'
import { pathOf } from '../requests/request-choice.ts'
import { EVERY_MS } from './periods.ts'
import { meanOf } from './usage-series.ts'

type Dimension = 'model' | 'key' | 'client' | 'token'
const dimensions: readonly Dimension[] = ['model', 'key', 'client', 'token']
/** What each is called in a choice of requests. */
const fields = { model: 'model', key: 'keyId', client: 'client', token: 'token' } as const
const HEIGHT = 260
const MOST_ROWS = 50

/** What each model, key, client or token accounts for, the busiest first. */
export function Shares({ period }: { period: Period }) {
  const { t } = useTranslation()
  const [by, setBy] = useState<Dimension>('model')
  const shares = useCall(
    'activity.shares',
    { period, by, limit: MOST_ROWS },
    { everyMs: EVERY_MS, keepsPrevious: true },
  )
  return (
    <section className="gb-card gb-section" aria-label={t('statistics.shares.title')}>
      <Group justify="space-between">
        <Text component="h2" className="gb-section-title">
          {t('statistics.shares.title')}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={t('statistics.shares.by')}
          value={by}
          onChange={(value) => setBy(dimensions.find((one) => one === value) ?? 'model')}
          data={dimensions.map((value) => ({ value, label: t(`statistics.shares.${value}`) }))}
        />
      </Group>
      <div style={{ minHeight: HEIGHT }}>
        {shares.error !== null && (
          <Failure error={shares.error} onRetry={() => void shares.refetch()} />
        )}
        {shares.isPending && <Skeleton height={HEIGHT} aria-busy="true" />}
        {shares.data?.shares.length === 0 && (
          <Text size="sm" className="gb-muted">
            {t('statistics.shares.nothing')}
          </Text>
        )}
        {shares.data !== undefined && shares.data.shares.length > 0 && (
          <ShareTable shares={shares.data.shares} by={by} period={period} />
        )}
      </div>
    </section>
  )
}

interface ShareTableProps {
  shares: readonly UsageShare[]
  by: Dimension
  period: Period
}

function ShareTable({ shares, by, period }: ShareTableProps) {
  const { t } = useTranslation()
  const medians = useMedians(period, by === 'model')
  const most = shares[0]?.requests ?? 1
  const numbers = ['requests', 'failed', 'tokens', 'cost', 'duration'] as const
  return (
    <Table.ScrollContainer type="native" minWidth={560} tabIndex={0}>
      <Table className="gb-number gb-shares" verticalSpacing={7} fz={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t(`statistics.shares.${by}`)}</Table.Th>
            {numbers.map((name) => (
              <Table.Th key={name} scope="col" ta="right">
                {name === 'duration' ? (
                  <Tooltip label={t('statistics.shares.durationHint')}>
                    <span>{t('statistics.shares.duration')}</span>
                  </Tooltip>
                ) : (
                  t(`statistics.shares.${name}`)
                )}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {shares.map((share) => (
            <ShareRow key={share.name} share={share} by={by} most={most} medians={medians} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function useMedians(period: Period, isWanted: boolean): ReadonlyMap<string, number> {
  const { data } = useCall(
    'activity.latencies',
    { period },
    { everyMs: EVERY_MS, keepsPrevious: true, enabled: isWanted },
  )
  if (!isWanted) return new Map()
  return new Map(data?.models.flatMap(({ model, total: { p50 } }) => (p50 ? [[model, p50]] : [])))
}

interface ShareRowProps {
  share: UsageShare
  by: Dimension
  most: number
  medians: ReadonlyMap<string, number>
}

function ShareRow({ share, by, most, medians }: ShareRowProps) {
  const { t } = useTranslation()
  const format = useFormats()
  const name = useShareName(share.name, by)
  const { requests, failed, tokens, cost, unpricedRequests, totalMs } = share
  const duration = medians.get(share.name) ?? meanOf(totalMs, requests)
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        <Anchor
          component={Link}
          href={pathOf({ [fields[by]]: share.name })}
          className="gb-shares-name"
          size="sm"
          c="inherit"
          title={name}
        >
          {name}
        </Anchor>
        <span className="gb-shares-bar" aria-hidden>
          <span style={{ width: `${Math.max(1, (100 * (requests - failed)) / most)}%` }} />
          <span className="gb-shares-failed" style={{ width: `${(100 * failed) / most}%` }} />
        </span>
      </Table.Th>
      <Table.Td ta="right">{format.number(requests)}</Table.Td>
      <Table.Td ta="right" c={failed > 0 ? 'var(--gb-bad)' : 'dimmed'}>
        {format.number(failed)}
      </Table.Td>
      <Table.Td ta="right">
        {format.compact(tokens.input + tokens.output + tokens.thinking)}
      </Table.Td>
      <Table.Td ta="right">
        {unpricedRequests > 0 && cost === 0 ? (
          <span className="gb-muted">{t('statistics.shares.unpriced')}</span>
        ) : (
          `≈ ${format.dollars(cost)}`
        )}
      </Table.Td>
      <Table.Td ta="right">{format.duration(duration)}</Table.Td>
    </Table.Tr>
  )
}

/** What a person calls it. */
function useShareName(name: string, by: Dimension): string {
  const { t } = useTranslation()
  const keyNameOf = useKeyNames()
  if (by === 'token' && name === '') return t('statistics.shares.noToken')
  if (name === '') return t('statistics.shares.noName')
  if (by !== 'key') return name
  return keyNameOf(name) || t('statistics.shares.goneKey')
}
