import './requests.css'
import { Button, Center, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconPlayerPause, IconPlayerPlay, IconSearch } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type {
  RequestFilter,
  RequestPage,
  RequestRow,
} from '../../../electron/shared/contract/activity.ts'
import { bridge } from '../../bridge.ts'
import { call, type CallFailed } from '../../queries.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { RequestDrawer } from './request-drawer.tsx'
import { joined, matches, type Outcome } from './request-list.ts'
import { RequestTable } from './request-table.tsx'

const outcomes: readonly Outcome[] = ['all', 'ok', 'failed', 'cancelled']
const SEARCH_DELAY_MS = 300
const PAGE_SIZE = 200

/** Every request as it ends, and what they add up to. */
export default function RequestsPage() {
  const { t } = useTranslation()
  const [outcome, setOutcome] = useState<Outcome>('all')
  const [text, setText] = useState('')
  const [search] = useDebouncedValue(text.trim(), SEARCH_DELAY_MS)
  const [isPaused, setPaused] = useState(false)
  const [openId, setOpenId] = useState<string>()
  const stored = useStoredRequests(outcome, search)
  const live = useLiveRequests(isPaused)
  const rows = useMemo(() => {
    const fresh = live.filter((row) => matches(row, outcome, search))
    return joined(fresh, stored.data?.pages.flatMap(({ requests }) => requests) ?? [])
  }, [live, stored.data, outcome, search])
  const isFiltered = outcome !== 'all' || search !== ''

  return (
    <Page
      fill
      title={t('requests.title')}
      actions={
        <Button
          variant="default"
          leftSection={isPaused ? <IconPlayerPlay size={16} /> : <IconPlayerPause size={16} />}
          aria-pressed={isPaused}
          onClick={() => setPaused(!isPaused)}
        >
          {isPaused ? t('requests.resume') : t('requests.pause')}
        </Button>
      }
    >
      <Group justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t('requests.columns.status')}
          value={outcome}
          onChange={(value) => setOutcome(outcomes.find((one) => one === value) ?? 'all')}
          data={outcomes.map((value) => ({ value, label: t(`requests.outcomes.${value}`) }))}
        />
        <TextInput
          w={260}
          leftSection={<IconSearch size={15} />}
          placeholder={t('requests.searchPlaceholder')}
          aria-label={t('requests.searchPlaceholder')}
          value={text}
          onChange={({ currentTarget }) => setText(currentTarget.value)}
        />
      </Group>
      {stored.isPending && <PageSkeleton heights={[300]} />}
      {stored.error !== null && <Failure message={stored.error.message} />}
      {stored.isSuccess && rows.length === 0 && <Nothing isFiltered={isFiltered} />}
      {rows.length > 0 && <RequestTable rows={rows} onOpen={setOpenId} />}
      {stored.hasNextPage && (
        <Button
          variant="subtle"
          loading={stored.isFetchingNextPage}
          onClick={() => void stored.fetchNextPage()}
        >
          {t('requests.more')}
        </Button>
      )}
      <RequestDrawer id={openId} onClose={() => setOpenId(undefined)} />
    </Page>
  )
}

function useStoredRequests(outcome: Outcome, search: string) {
  const filter: RequestFilter = {
    limit: PAGE_SIZE,
    ...(outcome !== 'all' && { outcome }),
    ...(search !== '' && { search }),
  }
  return useInfiniteQuery<
    RequestPage,
    CallFailed,
    { pages: RequestPage[] },
    unknown[],
    string | undefined
  >({
    queryKey: ['activity.requests', filter],
    queryFn: ({ pageParam }) =>
      call('activity.requests', {
        ...filter,
        ...(pageParam !== undefined && { after: pageParam }),
      }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  })
}

/** Requests that ended since the page was opened. */
function useLiveRequests(isPaused: boolean): RequestRow[] {
  const [rows, setRows] = useState<RequestRow[]>([])
  useEffect(() => {
    if (isPaused) return undefined
    return bridge.on('activity.requests', ({ requests }) =>
      setRows((before) => joined(requests, before)),
    )
  }, [isPaused])
  return rows
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation()
  return (
    <Center className="gb-card" p="xl" mih={200}>
      <Stack align="center" gap={6}>
        <Text fw={600}>{isFiltered ? t('requests.noMatch') : t('requests.empty')}</Text>
        {!isFiltered && (
          <Text size="sm" className="gb-muted">
            {t('requests.emptyText')}
          </Text>
        )}
      </Stack>
    </Center>
  )
}
