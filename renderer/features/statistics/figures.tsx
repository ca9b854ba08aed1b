import { useTranslation } from 'react-i18next'
import type {
  Latency,
  Period,
  Percentiles,
  Totals,
} from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { Figure, FigureCard, FiguresSkeleton } from '../../ui/figures.tsx'
import { Failure } from '../../ui/page.tsx'
import { EVERY_MS } from './periods.ts'

/** What the requests of a period add up to. */
export function Figures({ period }: { period: Period }) {
  const { t } = useTranslation()
  const often = { everyMs: EVERY_MS, keepsPrevious: true }
  const totals = useCall('activity.totals', { period }, often)
  const latencies = useCall('activity.latencies', { period }, often)
  const error = totals.error ?? latencies.error
  if (error !== null) {
    const retry = () => void Promise.all([totals.refetch(), latencies.refetch()])
    return <Failure error={error} onRetry={retry} />
  }
  if (totals.data === undefined || latencies.data === undefined) {
    return <FiguresSkeleton />
  }
  return (
    <FigureCard name={t('statistics.title')}>
      <Sums totals={totals.data} />
      <Times latency={latencies.data.all} />
    </FigureCard>
  )
}

function Sums({ totals }: { totals: Totals }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { requests, failed, retries, cost, unpricedRequests } = totals
  const { input, output, thinking } = totals.tokens
  const share = requests === 0 ? 0 : failed / requests
  const note =
    unpricedRequests === 0
      ? t('statistics.figures.costNote')
      : t('statistics.figures.unpriced', { count: unpricedRequests })
  return (
    <>
      <Figure
        name={t('statistics.figures.requests')}
        value={format.number(requests)}
        note={t('statistics.figures.retries', { count: retries })}
      />
      <Figure
        name={t('statistics.figures.failed')}
        value={format.number(failed)}
        note={t('statistics.figures.failedShare', { share: format.percent(share) })}
      />
      <Figure
        name={t('statistics.figures.tokens')}
        value={format.compact(input + output + thinking)}
        note={t('statistics.figures.tokensSplit', {
          input: format.compact(input),
          output: format.compact(output + thinking),
        })}
      />
      <Figure name={t('statistics.figures.cost')} value={`≈ ${format.dollars(cost)}`} note={note} />
    </>
  )
}

function Times({ latency }: { latency: Latency }) {
  const { t } = useTranslation()
  const format = useFormats()
  const shown = ({ p50, p95 }: Percentiles) => ({
    value: p50 === undefined ? '–' : format.duration(p50),
    note: p95 === undefined ? '' : t('statistics.figures.median', { p95: format.duration(p95) }),
  })
  return (
    <>
      <Figure name={t('statistics.figures.firstByte')} {...shown(latency.firstByte)} />
      <Figure name={t('statistics.figures.total')} {...shown(latency.total)} />
    </>
  )
}
