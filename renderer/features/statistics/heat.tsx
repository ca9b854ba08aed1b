import { Skeleton, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { HeatMap } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { Failure } from '../../ui/page.tsx'

const EVERY_MINUTE_MS = 60_000
/** The least that a busy hour is coloured, so that one request shows. */
const FAINTEST_PERCENT = 12
const HOURS = Array.from({ length: 24 }, (_, hour) => hour)

/** When in the week it is busy. */
export function Heat() {
  const { t } = useTranslation()
  const heat = useCall('activity.heat', {}, { everyMs: EVERY_MINUTE_MS })
  return (
    <section className="gb-card gb-section" aria-label={t('statistics.heat.title')}>
      <div>
        <Text component="h2" className="gb-section-title">
          {t('statistics.heat.title')}
        </Text>
        <Text size="xs" className="gb-muted">
          {t('statistics.heat.hint')}
        </Text>
      </div>
      {heat.error !== null && <Failure error={heat.error} onRetry={() => void heat.refetch()} />}
      {heat.isPending && <Skeleton height={190} aria-busy="true" />}
      {heat.data !== undefined && <HeatTable heat={heat.data} />}
    </section>
  )
}

function HeatTable({ heat: { requests, busiest } }: { heat: HeatMap }) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <table className="gb-heat gb-number">
      <thead>
        <tr>
          <th scope="col">
            <span className="gb-unseen">{t('statistics.heat.day')}</span>
          </th>
          {HOURS.map((hour) => (
            <th key={hour} scope="col">
              {hour % 6 === 0 ? hour : <span className="gb-unseen">{hour}</span>}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {requests.map((hours, day) => (
          <tr key={format.weekday(day)}>
            <th scope="row">{format.weekday(day)}</th>
            {HOURS.map((hour) => {
              const count = hours[hour] ?? 0
              const values = { day: format.weekday(day), hour, count }
              const share = count === 0 ? 0 : Math.max(FAINTEST_PERCENT, (100 * count) / busiest)
              return (
                <td
                  key={hour}
                  title={t('statistics.heat.cell', values)}
                  style={{ '--gb-heat': `${share}%` } as React.CSSProperties}
                >
                  <span className="gb-unseen">{format.number(count)}</span>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}
