import { ActionIcon, Group, SegmentedControl, Skeleton, Table, Text, Tooltip } from '@mantine/core'
import { IconChartBar, IconTable } from '@tabler/icons-react'
import { lazy, Suspense, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Period, Series } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { Failure } from '../../ui/page.tsx'
import { EVERY_MS, stretchNames } from './periods.ts'
import { type Measure, measures, seriesOf, stretchesOf } from './usage-series.ts'

const UsageChart = lazy(() => import('./usage-chart.tsx'))
const HEIGHT = 220

/** How requests, tokens, cost and duration went over a period, as a chart or a table. */
export function OverTime({ period }: { period: Period }) {
  const { t } = useTranslation()
  const [measure, setMeasure] = useState<Measure>('requests')
  const [isTable, setTable] = useState(false)
  const series = useCall('activity.series', { period }, { everyMs: EVERY_MS, keepsPrevious: true })
  const Icon = isTable ? IconChartBar : IconTable
  const toggle = isTable ? t('statistics.chart.asChart') : t('statistics.chart.asTable')
  return (
    <section className="gb-card gb-section" aria-label={t('statistics.chart.title')}>
      <Group justify="space-between">
        <Text component="h2" className="gb-section-title">
          {t('statistics.chart.title')}
        </Text>
        <Group gap="xs">
          <SegmentedControl
            size="xs"
            aria-label={t('statistics.chart.show')}
            value={measure}
            onChange={(value) => setMeasure(measures.find((one) => one === value) ?? 'requests')}
            data={measures.map((value) => ({ value, label: t(`statistics.chart.${value}`) }))}
          />
          <Tooltip label={toggle}>
            <ActionIcon aria-label={toggle} onClick={() => setTable(!isTable)}>
              <Icon size={17} stroke={1.7} />
            </ActionIcon>
          </Tooltip>
        </Group>
      </Group>
      <div style={{ minHeight: HEIGHT }}>
        {series.error !== null && (
          <Failure error={series.error} onRetry={() => void series.refetch()} />
        )}
        {series.isPending && <Skeleton height={HEIGHT} aria-busy="true" />}
        {series.data !== undefined && !isTable && (
          <Suspense fallback={<Skeleton height={HEIGHT} aria-busy="true" />}>
            <UsageChart
              points={series.data.points}
              period={period}
              measure={measure}
              height={HEIGHT}
            />
          </Suspense>
        )}
        {series.data !== undefined && isTable && (
          <SeriesTable series={series.data} period={period} measure={measure} />
        )}
      </div>
    </section>
  )
}

/** The chart in figures, the latest stretch first. */
function SeriesTable({
  series,
  period,
  measure,
}: {
  series: Series
  period: Period
  measure: Measure
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = stretchNames(period, format)
  const names = seriesOf[measure]
  const shown = measure === 'cost' ? format.dollars : format.number
  return (
    <Table.ScrollContainer type="native" minWidth={280} mah={HEIGHT} tabIndex={0}>
      <Table className="gb-number" verticalSpacing={4} fz={13}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('statistics.chart.time')}</Table.Th>
            {names.map((name) => (
              <Table.Th key={name} scope="col" ta="right">
                {t(`statistics.chart.${name}`)}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {stretchesOf(series.points, measure)
            .toReversed()
            .map((stretch) => (
              <Table.Tr key={stretch.startMs}>
                <Table.Td>{nameOf(stretch.startMs)}</Table.Td>
                {names.map((name) => (
                  <Table.Td key={name} ta="right">
                    {shown(stretch[name] ?? 0)}
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}
