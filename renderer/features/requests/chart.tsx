import '@mantine/charts/styles.css'
import { BarChart } from '@mantine/charts'
import { useTranslation } from 'react-i18next'
import type { Period, SeriesPoint } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'

/** Answered and failed requests, one bar per stretch of time. */
export default function Chart({
  points,
  period,
}: {
  points: readonly SeriesPoint[]
  period: Period
}) {
  const { t } = useTranslation()
  const format = useFormats()
  const isLong = period === '7d' || period === '30d'
  const data = points.map(({ startMs, requests, failed, cancelled }) => ({
    time: isLong ? format.dateTime(startMs) : format.time(startMs),
    answered: requests - failed - cancelled,
    failed,
  }))
  return (
    <BarChart
      h={130}
      data={data}
      dataKey="time"
      type="stacked"
      gridAxis="none"
      withYAxis={false}
      role="img"
      aria-label={t('requests.chart')}
      series={[
        { name: 'answered', label: t('requests.outcomes.ok'), color: 'iris.6' },
        { name: 'failed', label: t('requests.outcomes.failed'), color: 'red.6' },
      ]}
      barProps={{ isAnimationActive: false, radius: 2 }}
    />
  )
}
