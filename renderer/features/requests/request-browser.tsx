import { Button, Center, Stack, Text } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link, useLocation } from 'wouter'
import type { RequestPage, RequestRow } from '../../../electron/shared/contract/activity.ts'
import { bridge } from '../../bridge.ts'
import { call, type CallFailed, useCall } from '../../queries.ts'
import { Failure, PageSkeleton } from '../../ui/page.tsx'
import { useOpened } from '../../ui/use-opened.ts'
import { useSelection } from '../../ui/use-selection.ts'
import { ChoiceBar } from './choice-bar.tsx'
import { ChoiceMenu } from './choice-menu.tsx'
import { type Choice, filterOf, matches, pathOf } from './request-choice.ts'
import { RequestDrawer } from './request-drawer.tsx'
import { joined, LONGEST } from './request-list.ts'
import { RequestSelection } from './request-selection.tsx'
import { RequestTable } from './request-table.tsx'

const PAGE_SIZE = 200
const MOST_RECENT = 2000

/** Every request as it ends, of those that are chosen. */
export function RequestBrowser({ choice }: { choice: Choice }) {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [openId, open] = useOpened()
  const selection = useSelection()
  const stored = useStoredRequests(choice)
  const [live, forgetLive] = useLiveRequests()
  // What cannot be read from the disk may be in memory.
  const recent = useCall(
    'activity.recent',
    { limit: MOST_RECENT },
    { enabled: stored.error !== null, staleTimeMs: 0 },
  )
  const current = useMemo(() => {
    const kept = stored.data === undefined ? (recent.data?.requests ?? []) : []
    const fresh = [...kept, ...live].filter((row) => matches(row, choice))
    return joined(fresh, stored.data?.pages.flatMap(({ requests }) => requests) ?? [])
  }, [live, stored.data, recent.data, choice])
  // What is paused is what was there then, and older ones as they are scrolled to.
  const [pausedAtMs, setPausedAtMs] = useState<number>()
  const rows = useMemo(
    () =>
      pausedAtMs === undefined
        ? current
        : current.filter(({ startedAtMs, totalMs }) => startedAtMs + totalMs <= pausedAtMs),
    [current, pausedAtMs],
  )
  const isWhole = rows.length >= LONGEST
  const chosen = rows.filter(({ id }) => selection.ids.has(id))
  const refresh = () => {
    forgetLive()
    selection.clear()
    void stored.refetch()
  }
  return (
    <>
      <ChoiceBar
        choice={choice}
        onChange={(next) => navigate(pathOf(next), { replace: true })}
        actions={
          <>
            <PauseButton
              news={pausedAtMs === undefined ? undefined : current.length - rows.length}
              onChange={(isPaused) => setPausedAtMs(isPaused ? Date.now() : undefined)}
            />
            <ChoiceMenu choice={choice} onForgotten={refresh} />
          </>
        }
      />
      {stored.isPending && <PageSkeleton heights={[420]} />}
      {stored.error !== null && (
        <Failure error={stored.error} onRetry={() => void stored.refetch()} />
      )}
      {stored.isSuccess && rows.length === 0 && (
        <Nothing isFiltered={Object.keys(choice).length > 0} />
      )}
      {!stored.isPending && rows.length > 0 && (
        <RequestTable
          rows={rows}
          selection={selection}
          onOpen={open}
          onEnd={() => {
            if (!isWhole && stored.hasNextPage && !stored.isFetchingNextPage) {
              void stored.fetchNextPage()
            }
          }}
        />
      )}
      {isWhole && (
        <Text size="xs" className="gb-muted">
          {t('requests.longest', { count: LONGEST })}
        </Text>
      )}
      <RequestSelection rows={chosen} onClear={selection.clear} onForgotten={refresh} />
      <RequestDrawer id={openId} onClose={() => open(undefined)} />
    </>
  )
}

interface PauseButtonProps {
  /** How many have ended since the list was paused; undefined while it is not. */
  news: number | undefined
  onChange(isPaused: boolean): void
}

function PauseButton({ news, onChange }: PauseButtonProps) {
  const { t } = useTranslation()
  const isPaused = news !== undefined
  return (
    <Button
      variant="default"
      size="xs"
      leftSection={isPaused ? <IconPlayerPlay size={15} /> : <IconPlayerPause size={15} />}
      aria-pressed={isPaused}
      onClick={() => onChange(!isPaused)}
    >
      {isPaused ? t('requests.resume', { count: news }) : t('requests.pause')}
    </Button>
  )
}

function useStoredRequests(choice: Choice) {
  return useInfiniteQuery<
    RequestPage,
    CallFailed,
    { pages: RequestPage[] },
    unknown[],
    string | undefined
  >({
    queryKey: ['activity.requests', choice],
    queryFn: ({ pageParam }) =>
      call('activity.requests', {
        ...filterOf(choice, Date.now()),
        limit: PAGE_SIZE,
        ...(pageParam !== undefined && { after: pageParam }),
      }),
    initialPageParam: undefined,
    getNextPageParam: ({ next }) => next,
    staleTime: 0,
  })
}

/** Requests that ended since the page was opened, and the way to forget them. */
function useLiveRequests(): [RequestRow[], () => void] {
  const [rows, setRows] = useState<RequestRow[]>([])
  useEffect(
    () =>
      bridge.on('activity.requests', ({ requests }) =>
        setRows((before) => joined(requests, before)),
      ),
    [],
  )
  return [rows, () => setRows([])]
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  const { t } = useTranslation()
  return (
    <Center className="gb-card" p="xl" mih={200}>
      <Stack align="center" gap={6}>
        <Text fw={600}>{isFiltered ? t('requests.noMatch') : t('requests.empty')}</Text>
        {!isFiltered && (
          <>
            <Text size="sm" className="gb-muted">
              {t('requests.emptyText')}
            </Text>
            <Button component={Link} href="/connect" variant="light" mt="xs">
              {t('overview.connectClient')}
            </Button>
          </>
        )}
      </Stack>
    </Center>
  )
}
