import { Group, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Period } from '../../../electron/shared/contract/activity.ts'
import { useNow } from '../../ui/clock.ts'
import { periods } from '../statistics/periods.ts'
import { Causes, useCauses } from './causes.tsx'
import { RefusedKeys } from './refused-keys.tsx'
import { choicePeriods } from './request-choice.ts'

const MINUTE_MS = 60_000

/** What failed and why, and which keys are refused. */
export function Errors() {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>('24h')
  // The question changes once a minute, not with every tick.
  const minute = Math.floor(useNow() / MINUTE_MS)
  const fromMs = minute * MINUTE_MS - choicePeriods[period]
  const causes = useCauses(fromMs)
  return (
    <>
      <Group>
        <SegmentedControl
          size="xs"
          aria-label={t('statistics.period')}
          value={period}
          onChange={(value) => setPeriod(periods.find((one) => one === value) ?? '24h')}
          data={periods.map((value) => ({ value, label: t(`statistics.periods.${value}`) }))}
        />
      </Group>
      <Causes period={period} fromMs={fromMs} />
      {/* What stands below waits, lest it be pushed down. */}
      {!causes.isPending && <RefusedKeys period={period} />}
    </>
  )
}
