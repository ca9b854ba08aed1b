import { SegmentedControl, SimpleGrid, Text } from '@mantine/core'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Period, Totals } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'

const Chart = lazy(() => import('./chart.tsx'))
const periods: readonly Period[] = ['1h', '24h', '7d', '30d']
/** Sums change with every request; looking again this often is soon enough. */
const FRESH_MS = 10_000

/** What the requests of a period add up to, and how they came over time. */
export function Sums() {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>('24h')
  const totals = useCall('activity.totals', { period }, { staleTimeMs: FRESH_MS })
  const series = useCall('activity.series', { period }, { staleTimeMs: FRESH_MS })
  return (
    <section className="gb-card gb-sums" aria-label={t('requests.chart')}>
      <SegmentedControl
        size="xs"
        aria-label={t('requests.chart')}
        value={period}
        onChange={(value) => setPeriod(periods.find((one) => one === value) ?? '24h')}
        data={periods.map((value) => ({ value, label: t(`requests.periods.${value}`) }))}
      />
      <Figures totals={totals.data} />
      <div className="gb-chart">
        <Suspense fallback={null}>
          {series.data !== undefined && <Chart points={series.data.points} period={period} />}
        </Suspense>
      </div>
    </section>
  )
}

function Figures({ totals }: { totals: Totals | undefined }) {
  const { t } = useTranslation()
  const format = useFormats()
  const tokens = totals === undefined ? 0 : sumOf(totals)
  const mean = totals === undefined || totals.requests === 0 ? 0 : totals.totalMs / totals.requests
  const figures = [
    ['requests', format.number(totals?.requests ?? 0)],
    ['failed', format.number(totals?.failed ?? 0)],
    ['retries', format.number(totals?.retries ?? 0)],
    ['tokens', format.compact(tokens)],
    ['mean', `${format.number(Math.round(mean))} ms`],
    ['cost', `$${(totals?.cost ?? 0).toFixed(2)}`],
  ] as const
  return (
    <SimpleGrid cols={{ base: 3, sm: 6 }} spacing="sm">
      {figures.map(([name, value]) => (
        <div key={name}>
          <Text size="xs" className="gb-muted">
            {t(`requests.sums.${name}`)}
          </Text>
          <Text fw={600} className="gb-number">
            {totals === undefined ? '…' : value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  )
}

function sumOf({ tokens: { input, output, thinking } }: Totals): number {
  return input + output + thinking
}
