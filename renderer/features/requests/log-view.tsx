import { Button, Center, Group, Select, Switch, Text, TextInput } from '@mantine/core'
import {
  IconFolder,
  IconPlayerPause,
  IconPlayerPlay,
  IconSearch,
  IconStethoscope,
} from '@tabler/icons-react'
import { useDeferredValue, useEffect, useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { type LogLevel, type LogLine, logLevels } from '../../../electron/shared/log-line.ts'
import { bridge } from '../../bridge.ts'
import { useAction, useCall } from '../../queries.ts'
import { useCopyDiagnostics } from '../../ui/diagnostics.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { Failure, PageSkeleton } from '../../ui/page.tsx'
import { Health } from './health.tsx'
import { linesWith, type NumberedLine, withNew } from './log-lines.ts'
import { LogList } from './log-list.tsx'

const MOST_LINES = 10_000

/** What the service says itself, as it says it, and how it fares. */
export function LogView() {
  const { t } = useTranslation()
  const [level, setLevel] = useState<LogLevel>('info')
  const [search, setSearch] = useState('')
  const [frozen, setFrozen] = useState<readonly NumberedLine[]>()
  const { lines, failure, retry } = useLogLines()
  const word = useDeferredValue(search)
  const shown = frozen ?? lines
  const found = useMemo(() => linesWith(shown ?? [], level, word), [shown, level, word])
  const news = (lines?.at(-1)?.number ?? 0) - (frozen?.at(-1)?.number ?? 0)
  return (
    <>
      <Health />
      <Group gap="xs">
        <Select
          size="xs"
          w={130}
          allowDeselect={false}
          aria-label={t('requests.log.level')}
          data={logLevels.map((value) => ({ value, label: t(`requests.log.levels.${value}`) }))}
          value={level}
          onChange={(value) => setLevel(logLevels.find((one) => one === value) ?? 'info')}
        />
        <TextInput
          size="xs"
          w={220}
          leftSection={<IconSearch size={14} />}
          placeholder={t('requests.log.search')}
          aria-label={t('requests.log.search')}
          value={search}
          onChange={({ currentTarget }) => setSearch(currentTarget.value)}
        />
        <Text size="xs" className="gb-muted gb-number" mr="auto">
          {t('requests.log.lines', { count: found.length })}
        </Text>
        <RequestLines />
        <Button
          size="xs"
          variant="default"
          aria-pressed={frozen !== undefined}
          leftSection={
            frozen === undefined ? <IconPlayerPause size={15} /> : <IconPlayerPlay size={15} />
          }
          onClick={() => setFrozen(frozen === undefined ? (lines ?? []) : undefined)}
        >
          {frozen === undefined ? t('requests.pause') : t('requests.log.follow', { count: news })}
        </Button>
        <LogActions />
      </Group>
      {failure !== null && <Failure error={failure} onRetry={retry} />}
      {failure === null && lines === undefined && <PageSkeleton heights={[360]} />}
      {lines !== undefined && found.length === 0 && (
        <Center className="gb-card" mih={160}>
          <Text className="gb-muted">{t('requests.log.empty')}</Text>
        </Center>
      )}
      {found.length > 0 && (
        <LogList
          lines={found}
          isFollowing={frozen === undefined}
          onLeave={() => setFrozen((before) => before ?? lines)}
        />
      )}
    </>
  )
}

/** Whether the log has a line for each request. */
function RequestLines() {
  const { t } = useTranslation()
  const { data } = useCall('settings.get', {})
  const update = useAction('settings.update', { onError: notifyFailed })
  return (
    <Switch
      size="xs"
      label={t('requests.log.requests')}
      checked={data?.values.logRequests ?? false}
      disabled={data === undefined}
      onChange={({ currentTarget }) =>
        update.mutate({ change: { logRequests: currentTarget.checked } })
      }
    />
  )
}

function LogActions() {
  const { t } = useTranslation()
  const { data: status } = useCall('app.status', {})
  const openFolder = useAction('app.openFolder', { onError: notifyFailed })
  const copyDiagnostics = useCopyDiagnostics()
  return (
    <>
      {status?.can.openFolder === true && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconFolder size={15} />}
          onClick={() => openFolder.mutate({ folder: 'logs' })}
        >
          {t('requests.log.openFolder')}
        </Button>
      )}
      <Button
        size="xs"
        variant="default"
        loading={copyDiagnostics.isPending}
        leftSection={<IconStethoscope size={15} />}
        onClick={() => copyDiagnostics.mutate({})}
      >
        {t('requests.log.diagnostics')}
      </Button>
    </>
  )
}

/** The latest lines and those that come; undefined until the first are there. */
function useLogLines() {
  const { data, error, refetch } = useCall(
    'activity.log',
    { limit: MOST_LINES },
    { staleTimeMs: 0 },
  )
  const [since, setSince] = useState<readonly LogLine[]>([])
  useEffect(
    () =>
      bridge.on('activity.log', ({ lines }) =>
        setSince((before) => [...before, ...lines].slice(-MOST_LINES)),
      ),
    [],
  )
  const lines = useMemo(
    () => (data === undefined ? undefined : withNew(withNew([], data.lines), since)),
    [data, since],
  )
  return { lines, failure: error, retry: () => void refetch() }
}
