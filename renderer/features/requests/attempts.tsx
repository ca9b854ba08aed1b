import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../electron/shared/request-record.ts'
import { useFormats } from '../../i18n/format.ts'
import { useKeyNames } from '../keys/key-names.ts'
import { attemptBars } from './attempt-bars.ts'
import { verdictOf } from './verdict.ts'

/** Which keys were tried, what each said and how long that took. */
export function Attempts({ record }: { record: RequestRecord }) {
  const { attempts } = record
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = useKeyNames()
  if (attempts.length === 0) return null
  const bars = attemptBars(record)
  return (
    <Stack gap={6}>
      <Text size="xs" className="gb-muted">
        {t('requests.attempts')}
      </Text>
      {attempts.map(({ keyId, verdict, status, ms }, at) => (
        // The same key may be tried twice; its place is what tells attempts apart.
        <div key={`${at}-${keyId}`}>
          <Text size="sm" className="gb-number">
            {t(bars[at]?.isNext === true ? 'requests.nextAttempt' : 'requests.firstAttempt', {
              key: nameOf(keyId) || t('statistics.shares.goneKey'),
              verdict: verdictOf({ verdict, status }, t),
              time: format.duration(ms),
            })}
          </Text>
          <div className="gb-attempt" data-ok={verdict === 'ok'} aria-hidden>
            <span
              style={{
                marginInlineStart: `${100 * (bars[at]?.start ?? 0)}%`,
                width: `${Math.max(1, 100 * (bars[at]?.length ?? 0))}%`,
              }}
            />
          </div>
        </div>
      ))}
    </Stack>
  )
}
