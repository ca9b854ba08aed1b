import { Text } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { bridge } from '../../bridge.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { endedSince, MINUTE_MS } from './ended-since.ts'

/** How busy it is now: the requests that ended within the last minute. */
export function LastMinute() {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  const recent = useCall('activity.recent', { limit: 2000 }, { staleTimeMs: 0 })
  const [since, setSince] = useState<readonly RequestRow[]>([])
  useEffect(
    () =>
      bridge.on('activity.requests', ({ requests }) =>
        setSince((before) => [...endedSince(before, Date.now() - MINUTE_MS), ...requests]),
      ),
    [],
  )
  const rows = endedSince([...(recent.data?.requests ?? []), ...since], nowMs - MINUTE_MS)
  const count = new Set(rows.map(({ id }) => id)).size
  const failed = new Set(rows.flatMap(({ id, status }) => (status >= 400 ? id : []))).size
  return (
    <div style={{ minWidth: 170 }}>
      <Text size="xs" className="gb-muted">
        {t('overview.lastMinute')}
      </Text>
      <Text size="sm" className="gb-number" c={failed > 0 ? 'var(--gb-bad)' : 'inherit'}>
        {t('overview.lastDaySum', {
          requests: format.number(count),
          failed: format.number(failed),
        })}
      </Text>
    </div>
  )
}
