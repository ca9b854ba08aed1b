import { Stack, Text } from '@mantine/core'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { RequestRecord } from '../../../electron/shared/request-record.ts'
import { en } from '../../i18n/en/en.ts'
import { useFormats } from '../../i18n/format.ts'
import { useKeyNames } from '../keys/key-names.ts'

/** Which keys were tried, what each said and how long that took, one after the other. */
export function Attempts({ record: { attempts, totalMs } }: { record: RequestRecord }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = useKeyNames()
  if (attempts.length === 0) return null
  const longest = Math.max(
    1,
    totalMs,
    attempts.reduce((sum, { ms }) => sum + ms, 0),
  )
  const starts = attempts.map((_, at) => attempts.slice(0, at).reduce((sum, { ms }) => sum + ms, 0))
  return (
    <Stack gap={6}>
      <Text size="xs" className="gb-muted">
        {t('requests.attempts')}
      </Text>
      {attempts.map(({ keyId, verdict, status, ms }, at) => (
        // The same key may be tried twice; its place is what tells attempts apart.
        <div key={`${at}-${keyId}`}>
          <Text size="sm" className="gb-number">
            {t('requests.attempt', {
              key: nameOf(keyId) || '—',
              verdict: verdict === 'ok' ? t('requests.answered') : failureOf(verdict, status, t),
              ms: format.number(Math.round(ms)),
            })}
          </Text>
          <div className="gb-attempt" data-ok={verdict === 'ok'} aria-hidden>
            <span
              style={{
                marginInlineStart: `${(100 * (starts[at] ?? 0)) / longest}%`,
                width: `${Math.max(1, (100 * ms) / longest)}%`,
              }}
            />
          </div>
        </div>
      ))}
    </Stack>
  )
}

function failureOf(verdict: string, status: number, t: TFunction): string {
  const words = isKnown(verdict) ? t(`requests.verdicts.${verdict}`) : verdict
  return status === 0 ? words : `${words} (${status})`
}

function isKnown(verdict: string): verdict is keyof typeof en.requests.verdicts {
  return Object.hasOwn(en.requests.verdicts, verdict)
}
