import '@mantine/charts/styles.css'
import { BarChart, LineChart } from '@mantine/charts'
import { useTranslation } from 'react-i18next'
import type { Period, SeriesPoint } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { stretchNames } from './periods.ts'
import { type Measure, type SeriesName, seriesOf, stretchesOf } from './usage-series.ts'

const colors: Readonly<Record<SeriesName, string>> = {
  answered: 'iris.6',
  failed: 'red.6',
  cancelled: 'gray.5',
  input: 'iris.6',
  output: 'teal.6',
  thinking: 'grape.5',
  dollars: 'iris.6',
  mean: 'iris.6',
  firstByte: 'teal.6',
}

/** How a measure went over a period; the same is to be had as a table elsewhere. */
export default function UsageChart({
  points,
  period,
  measure,
  height,
}: {
  points: readonly SeriesPoint[]
  period: Period
  measure: Measure
  height: number
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = stretchNames(period, format)
  const shown = measure === 'cost' ? format.dollars : format.compact
  const common = {
    h: height,
    data: stretchesOf(points, measure).map(({ startMs, ...values }) => ({
      ...values,
      time: nameOf(startMs),
    })),
    dataKey: 'time',
    role: 'img',
    'aria-label': `${t('statistics.chart.title')}: ${t(`statistics.chart.${measure}`)}`,
    valueFormatter: shown,
    gridAxis: 'x' as const,
    tickLine: 'none' as const,
    yAxisProps: { width: 46, allowDecimals: measure === 'cost' },
    xAxisProps: { interval: 'preserveStartEnd' as const, minTickGap: 24 },
    withLegend: seriesOf[measure].length > 1,
    legendProps: { verticalAlign: 'top' as const, height: 30 },
    series: seriesOf[measure].map((name) => ({
      name,
      label: t(`statistics.chart.${name}`),
      color: colors[name],
    })),
  }
  if (measure === 'latency') {
    return (
      <LineChart
        {...common}
        curveType="linear"
        withDots={false}
        lineProps={{ isAnimationActive: false }}
      />
    )
  }
  return (
    <BarChart {...common} type="stacked" barProps={{ isAnimationActive: false }} maxBarWidth={28} />
  )
}
