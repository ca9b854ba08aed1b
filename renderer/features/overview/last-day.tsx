import { Group, Skeleton, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Series } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { Failure } from '../../ui/page.tsx'
import { barsOf } from './bars.ts'

/** How often the chart follows what goes on, while somebody looks. */
const EVERY_MS = 10_000

/** How many requests there were in each of the last 24 hours, and how many of them failed. */
export function LastDay() {
  const { t } = useTranslation()
  const { data, error, refetch } = useCall(
    'activity.series',
    { period: '24h' },
    { everyMs: EVERY_MS },
  )
  return (
    <section className="gb-card gb-tile" aria-label={t('overview.lastDay')}>
      {error !== null && <Failure error={error} onRetry={() => void refetch()} />}
      {error === null && data === undefined && <Skeleton height={143} aria-busy="true" />}
      {data !== undefined && <Chart series={data} />}
    </section>
  )
}

function Chart({ series: { points } }: { series: Series }) {
  const { t } = useTranslation()
  const format = useFormats()
  const requests = points.reduce((sum, point) => sum + point.requests, 0)
  const failed = points.reduce((sum, point) => sum + point.failed, 0)
  const sum = t('overview.lastDaySum', {
    requests: format.number(requests),
    failed: format.number(failed),
  })
  return (
    <>
      <Group justify="space-between" gap="xs">
        <Text fw={600}>{t('overview.lastDay')}</Text>
        <Text size="sm" className="gb-muted gb-number gb-bars-sum">
          <span className="gb-bar-ok" aria-hidden />
          {t('overview.lastDayRequests', { count: requests, shown: format.number(requests) })}
          <span className="gb-bar-failed" aria-hidden />
          {t('overview.lastDayFailed', { count: failed, shown: format.number(failed) })}
        </Text>
      </Group>
      <div className="gb-bars" role="img" aria-label={sum}>
        {requests === 0 && (
          <Text size="sm" m="auto" className="gb-muted">
            {t('overview.noRequest')}
          </Text>
        )}
        {barsOf(requests === 0 ? [] : points).map((bar) => (
          <div
            key={bar.startMs}
            title={t('overview.stretch', {
              time: format.time(bar.startMs),
              requests: format.number(bar.requests),
              failed: format.number(bar.failed),
            })}
          >
            <span className="gb-bar-failed" style={{ height: `${bar.failedHeight}%` }} />
            <span className="gb-bar-ok" style={{ height: `${bar.okHeight}%` }} />
          </div>
        ))}
      </div>
      <TimeAxis points={points} />
    </>
  )
}

/** Stretches between two times that are named. */
const LABEL_STEP = 6

function TimeAxis({ points }: Pick<Series, 'points'>) {
  const format = useFormats()
  return (
    <div className="gb-bars-axis gb-number gb-muted" aria-hidden>
      {points.map(
        ({ startMs }, at) =>
          at % LABEL_STEP === 0 && (
            <span key={startMs} style={{ insetInlineStart: `${(100 * at) / points.length}%` }}>
              {format.timeOfDay(startMs)}
            </span>
          ),
      )}
    </div>
  )
}
