import './statistics.css'
import { Button, Center, Group, SegmentedControl, Stack, Text } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { Period } from '../../../electron/shared/contract/activity.ts'
import { useCall } from '../../queries.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { ExportMenu } from './export-menu.tsx'
import { Figures } from './figures.tsx'
import { Heat } from './heat.tsx'
import { OverTime } from './over-time.tsx'
import { EVERY_MS, periods } from './periods.ts'
import { PricesButton } from '../prices/prices-button.tsx'
import { Quota } from './quota.tsx'
import { Shares } from './shares.tsx'

/** How much, how fast, at what price, and who accounts for it. */
export default function StatisticsPage() {
  const { t } = useTranslation()
  const [period, setPeriod] = useState<Period>('24h')
  const month = useCall('activity.totals', { period: '30d' }, { everyMs: EVERY_MS })
  const isEmpty = month.data?.requests === 0
  return (
    <Page
      title={t('statistics.title')}
      actions={
        <Group gap="xs">
          {!isEmpty && (
            <>
              <SegmentedControl
                size="sm"
                aria-label={t('statistics.period')}
                value={period}
                onChange={(value) => setPeriod(periods.find((one) => one === value) ?? '24h')}
                data={periods.map((value) => ({ value, label: t(`statistics.periods.${value}`) }))}
              />
              <ExportMenu period={period} />
            </>
          )}
          <PricesButton />
        </Group>
      }
    >
      {month.isPending && <PageSkeleton heights={[104, 290, 320]} />}
      {isEmpty && <Nothing />}
      {month.error !== null && month.data === undefined && (
        <Failure error={month.error} onRetry={() => void month.refetch()} />
      )}
      {month.data !== undefined && !isEmpty && (
        <>
          <Figures period={period} />
          <OverTime period={period} />
          <Shares period={period} />
          <Quota />
          <Heat />
        </>
      )}
    </Page>
  )
}

function Nothing() {
  const { t } = useTranslation()
  return (
    <Center className="gb-card" p="xl" mih={320}>
      <Stack align="center" gap="sm" maw={460} ta="center">
        <IconChartBar size={36} stroke={1.4} color="var(--gb-idle)" aria-hidden />
        <Text fw={600}>{t('statistics.empty.title')}</Text>
        <Text size="sm" className="gb-muted">
          {t('statistics.empty.text')}
        </Text>
        <Button component={Link} href="/connect" mt="xs">
          {t('statistics.empty.connect')}
        </Button>
      </Stack>
    </Center>
  )
}
