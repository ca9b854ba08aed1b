import { Skeleton, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { countdown, useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { Failure } from '../../ui/page.tsx'
import { EVERY_MS } from './periods.ts'
import { type QuotaRow, quotaRows } from './quota-rows.ts'

const MOST_ROWS = 30

/** What was used today of Google's daily quotas, and what has none left. */
export function Quota() {
  const { t } = useTranslation()
  const nowMs = useNow()
  const day = useCall('activity.quotaDay', {}, { everyMs: EVERY_MS })
  const keys = useCall('keys.list', {})
  const error = day.error ?? keys.error
  const isThere = day.data !== undefined && keys.data !== undefined
  const rows = isThere ? quotaRows(keys.data.keys, day.data.served).slice(0, MOST_ROWS) : []
  return (
    <section className="gb-card gb-section" aria-label={t('statistics.quota.title')}>
      <div>
        <Text component="h2" className="gb-section-title">
          {t('statistics.quota.title')}
        </Text>
        {day.data !== undefined && (
          <Text size="xs" className="gb-muted gb-number">
            {t('statistics.quota.hint', { time: countdown(day.data.toMs - nowMs) })}
          </Text>
        )}
      </div>
      {error !== null && <Failure error={error} onRetry={() => void day.refetch()} />}
      {error === null && !isThere && <Skeleton height={120} aria-busy="true" />}
      {isThere && rows.length === 0 && (
        <Text size="sm" className="gb-muted">
          {t('statistics.quota.nothing')}
        </Text>
      )}
      {rows.length > 0 && (
        <Table.ScrollContainer type="native" minWidth={480} mah={320} tabIndex={0}>
          <Table fz={13} verticalSpacing={6} className="gb-number">
            <Table.Thead>
              <Table.Tr>
                <Table.Th scope="col">{t('statistics.quota.project')}</Table.Th>
                <Table.Th scope="col">{t('statistics.quota.model')}</Table.Th>
                <Table.Th scope="col" ta="right">
                  {t('statistics.quota.served')}
                </Table.Th>
                <Table.Th scope="col">{t('statistics.quota.left')}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((row) => (
                <QuotaLine key={`${row.owner} ${row.model}`} row={row} nowMs={nowMs} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </section>
  )
}

function QuotaLine({ row, nowMs }: { row: QuotaRow; nowMs: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { name, model, served, keys, left, untilMs, limit } = row
  const shownLimit = limit === undefined ? '' : format.number(limit)
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {name}{' '}
        {keys > 1 && (
          <span className="gb-muted">{t('statistics.quota.shared', { count: keys })}</span>
        )}
      </Table.Th>
      <Table.Td>{model}</Table.Td>
      <Table.Td ta="right">{format.number(served)}</Table.Td>
      <Table.Td c={left === undefined ? 'dimmed' : 'var(--gb-wait)'}>
        {left === undefined && limit === undefined && t('statistics.quota.unknown')}
        {left === undefined &&
          limit !== undefined &&
          t('statistics.quota.atMost', {
            left: format.number(Math.max(0, limit - served)),
            limit: shownLimit,
          })}
        {left === 'none' && limit === undefined && t('statistics.quota.none')}
        {left === 'none' &&
          limit !== undefined &&
          t('statistics.quota.noneOf', { limit: shownLimit })}
        {left === 'resting' &&
          t('statistics.quota.minute', { time: countdown((untilMs ?? nowMs) - nowMs) })}
      </Table.Td>
    </Table.Tr>
  )
}
