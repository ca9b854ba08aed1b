import { Box, Group, RingProgress, Stack, Text } from '@mantine/core'
import { IconCoin } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { countdown, useFormats } from '../../i18n/format.ts'
import { useNow } from '../../ui/clock.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { stateOrder } from '../keys/selection.ts'
import { mayHoldMore } from './vault-words.ts'

/** How many keys can serve, and what is the matter with the others. */
export function KeysCard({ status: { keys, vault, nextReadyAtMs } }: { status: AppStatus }) {
  const { t } = useTranslation()
  const format = useFormats()
  const share = keys.total === 0 ? 0 : (100 * keys.ready) / keys.total
  return (
    <section className="gb-card gb-tile" aria-label={t('shell.pages.keys')}>
      <Group wrap="nowrap" align="flex-start" gap="lg">
        <RingProgress
          size={104}
          thickness={9}
          roundCaps
          // Round caps would make a dot of nothing.
          sections={share > 0 ? [{ value: share, color: 'var(--gb-ok)' }] : []}
          label={
            <Text ta="center" fw={600} size="lg" className="gb-number">
              {format.number(keys.ready)}
            </Text>
          }
        />
        <Stack gap={6} style={{ minWidth: 0, flex: 1 }}>
          <Text fw={600}>
            {keys.total + keys.paid > 0
              ? t('overview.keysReady', { ready: keys.ready, total: keys.total })
              : t(mayHoldMore(vault) ? 'overview.keysLocked' : 'overview.noKeys')}
          </Text>
          <Text size="sm" className="gb-muted gb-number" mih={20}>
            <Outlook keys={keys} nextReadyAtMs={nextReadyAtMs} />
          </Text>
          <KeyCounts keys={keys} />
        </Stack>
      </Group>
    </section>
  )
}

interface OutlookProps {
  keys: AppStatus['keys']
  nextReadyAtMs: number | undefined
}

/** When the next key is back, or why none is to be waited for. */
function Outlook({ keys, nextReadyAtMs }: OutlookProps) {
  const { t } = useTranslation()
  const nowMs = useNow()
  if (keys.total === 0) return null
  const areAllReady = keys.ready === keys.total
  const backAtMs = areAllReady ? keys.partly.backAtMs : nextReadyAtMs
  if (backAtMs !== undefined) {
    return t('overview.nextBack', { time: countdown(backAtMs - nowMs) })
  }
  if (!areAllReady) return t('overview.restStaysOut')
  return t(keys.partly.count > 0 ? 'overview.notEveryModel' : 'overview.allReady')
}

function KeyCounts({ keys }: { keys: AppStatus['keys'] }) {
  const { t } = useTranslation()
  return (
    <Stack gap={4} mt={4}>
      {stateOrder.map((state) => (
        <Count
          key={state}
          mark={<StateMark state={state} size={14} />}
          words={t(`keys.state.${state}`)}
          count={keys.byState[state] ?? 0}
        />
      ))}
      <Count
        mark={<StateMark state="not-for-this-model" size={14} />}
        words={t('overview.partly')}
        count={keys.partly.count}
      />
      <Count
        mark={<IconCoin size={14} color="var(--gb-idle)" aria-hidden />}
        words={t('overview.paidApart')}
        count={keys.paid}
      />
    </Stack>
  )
}

function Count({ mark, words, count }: { mark: ReactNode; words: string; count: number }) {
  const format = useFormats()
  if (count === 0) return null
  return (
    <Group gap="xs" wrap="nowrap">
      <Box component="span" display="inline-flex" style={{ flex: 'none' }}>
        {mark}
      </Box>
      <Text size="sm" style={{ flex: 1 }}>
        {words}
      </Text>
      <Text size="sm" className="gb-number">
        {format.number(count)}
      </Text>
    </Group>
  )
}
