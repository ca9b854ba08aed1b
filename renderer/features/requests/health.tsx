import { Alert } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { HealthReport } from '../../../electron/shared/contract/activity.ts'
import { countdown, useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { withKind } from '../../ui/error-words.ts'
import { Figure, FigureCard, FiguresSkeleton } from '../../ui/figures.tsx'
import { Failure } from '../../ui/page.tsx'

const EVERY_MS = 2000

/** How the service fares now. */
export function Health() {
  const { t } = useTranslation()
  const health = useCall('activity.health', {}, { everyMs: EVERY_MS })
  if (health.error !== null) {
    return <Failure error={health.error} onRetry={() => void health.refetch()} />
  }
  if (health.data === undefined) return <FiguresSkeleton />
  return (
    <>
      {health.data.problem !== undefined && (
        <Alert color="yellow" icon={<IconAlertTriangle />} py="xs" role="status">
          {withKind('log_unavailable', health.data.problem, t)}
        </Alert>
      )}
      <Report health={health.data} />
    </>
  )
}

function Report({ health }: { health: HealthReport }) {
  const { t } = useTranslation()
  const format = useFormats()
  const { delayMs, firstByteMs, recorder } = health
  return (
    <FigureCard name={t('requests.health.name')}>
      <Figure
        name={t('requests.health.up')}
        value={countdown(health.upSeconds * 1000)}
        note={`${t('requests.health.busy')} ${format.percent(health.busy)}`}
      />
      <Figure
        name={t('requests.health.memory')}
        value={format.bytes(health.rssBytes)}
        note={t('requests.health.heap', { heap: format.bytes(health.heapBytes) })}
      />
      <Figure
        name={t('requests.health.delay')}
        value={delayMs === undefined ? '–' : format.duration(delayMs.p99)}
        note={
          delayMs === undefined
            ? t('requests.health.measuring')
            : t('requests.health.delayMax', { max: format.duration(delayMs.max) })
        }
      />
      <Figure
        name={t('requests.health.upstream')}
        value={firstByteMs === undefined ? '–' : format.duration(firstByteMs.p50)}
        note={
          firstByteMs === undefined
            ? ''
            : t('requests.health.upstreamP95', { p95: format.duration(firstByteMs.p95) })
        }
      />
      <Figure
        name={t('requests.health.queue')}
        value={format.number(recorder.waiting)}
        note={t('requests.health.queueNote', {
          stored: format.number(recorder.stored),
          lost: format.number(recorder.lost),
        })}
      />
    </FigureCard>
  )
}
