import { Badge, Button, Checkbox, Group, Select, Skeleton, Table, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyFailures, Period } from '../../../electron/shared/contract/activity.ts'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { useFormats } from '../../i18n/format.ts'
import { useCall } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { Failure } from '../../ui/page.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { sentenceOf } from '../keys/sentence.ts'
import { EVERY_MS } from '../statistics/periods.ts'
import { keyActions, useKeyActions } from './use-key-actions.ts'

/** What people look for: quota, permission, a bad key. */
const statuses = ['429', '403', '400', '500', '503']
const MOST_KEYS = 100

/** Keys by how often Google refused them, and what to do with those that are selected. */
export function RefusedKeys({ period }: { period: Period }) {
  const { t } = useTranslation()
  const [status, setStatus] = useState<string | null>(null)
  const [selected, setSelected] = useState<readonly string[]>([])
  const act = useKeyActions()
  const failing = useCall(
    'activity.failingKeys',
    { period, limit: MOST_KEYS, ...(status !== null && { status: Number(status) }) },
    { everyMs: EVERY_MS, keepsPrevious: true },
  )
  const list = failing.data?.keys
  const chosen = selected.filter((id) => list?.some(({ keyId }) => keyId === id))
  return (
    <section className="gb-card gb-section" aria-label={t('requests.errors.keys')}>
      <Group justify="space-between" align="flex-start">
        <div>
          <Text component="h2" className="gb-section-title">
            {t('requests.errors.keys')}
          </Text>
          <Text size="xs" className="gb-muted">
            {t('requests.errors.keysHint')}
          </Text>
        </div>
        <Group gap="xs">
          {chosen.length > 0 &&
            keyActions.map((action) => (
              <Button
                key={action}
                size="xs"
                variant="default"
                onClick={() => void act(action, { ids: chosen })}
              >
                {t(`keys.actions.${action}`)}
              </Button>
            ))}
          <Select
            size="xs"
            w={124}
            clearable
            aria-label={t('requests.filters.status')}
            placeholder={t('requests.filters.status')}
            data={statuses}
            value={status}
            onChange={setStatus}
          />
        </Group>
      </Group>
      {failing.error !== null && (
        <Failure error={failing.error} onRetry={() => void failing.refetch()} />
      )}
      {failing.isPending && <Skeleton height={160} aria-busy="true" />}
      {list?.length === 0 && (
        <Text size="sm" className="gb-muted">
          {t('requests.errors.noKeys')}
        </Text>
      )}
      {list !== undefined && list.length > 0 && (
        <KeyTable list={list} selected={chosen} onSelect={setSelected} />
      )}
    </section>
  )
}

interface KeyTableProps {
  list: readonly KeyFailures[]
  selected: readonly string[]
  onSelect(ids: readonly string[]): void
}

function KeyTable({ list, selected, onSelect }: KeyTableProps) {
  const { t } = useTranslation()
  const { data } = useCall('keys.list', {})
  const keys = new Map(data?.keys.map((key) => [key.id, key]))
  const ids = list.map(({ keyId }) => keyId).filter((id) => keys.has(id))
  return (
    <Table.ScrollContainer type="native" minWidth={300} tabIndex={0}>
      <Table fz={13} verticalSpacing={7} layout="fixed" className="gb-number">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" w={36}>
              <Checkbox
                size="xs"
                aria-label={t('keys.selectAll', { count: ids.length })}
                checked={ids.length > 0 && selected.length === ids.length}
                indeterminate={selected.length > 0 && selected.length < ids.length}
                onChange={({ currentTarget }) => onSelect(currentTarget.checked ? ids : [])}
              />
            </Table.Th>
            <Table.Th scope="col">{t('requests.columns.key')}</Table.Th>
            <Table.Th scope="col" w={96} ta="right">
              {t('requests.errors.refusals')}
            </Table.Th>
            <Table.Th scope="col">{t('requests.errors.why')}</Table.Th>
            <Table.Th scope="col" className="gb-not-on-phones">
              {t('requests.errors.state')}
            </Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((failures) => (
            <KeyRow
              key={failures.keyId}
              failures={failures}
              status={keys.get(failures.keyId)}
              isSelected={selected.includes(failures.keyId)}
              onSelect={(on) =>
                onSelect(
                  on
                    ? [...selected, failures.keyId]
                    : selected.filter((id) => id !== failures.keyId),
                )
              }
            />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface KeyRowProps {
  failures: KeyFailures
  /** Undefined when the key was deleted since. */
  status: KeyStatus | undefined
  isSelected: boolean
  onSelect(on: boolean): void
}

function KeyRow({ failures, status, isSelected, onSelect }: KeyRowProps) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  const name = status === undefined ? t('statistics.shares.goneKey') : status.label || status.masked
  return (
    <Table.Tr>
      <Table.Td>
        {status !== undefined && (
          <Checkbox
            size="xs"
            aria-label={t('requests.errors.selectKey', { key: name })}
            checked={isSelected}
            onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
          />
        )}
      </Table.Td>
      <Table.Th scope="row" fw={500}>
        {name}
        {status !== undefined && (
          <div className="gb-on-phones gb-muted">{sentenceOf(status, t, nowMs)}</div>
        )}
      </Table.Th>
      <Table.Td ta="right">{format.number(failures.count)}</Table.Td>
      <Table.Td>
        <Group gap={4}>
          {mostFirst(failures.byStatus).map(([code, count]) => (
            <Badge key={code} size="sm" variant="default" tt="none" className="gb-number">
              {code === '0' ? t('requests.errors.noAnswer') : code} × {format.compact(count)}
            </Badge>
          ))}
        </Group>
      </Table.Td>
      <Table.Td className="gb-not-on-phones">
        {status !== undefined && (
          <Group gap={6} wrap="nowrap">
            <StateMark state={status.state} size={14} />
            {sentenceOf(status, t, nowMs)}
          </Group>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function mostFirst(counts: KeyFailures['byStatus']): [code: string, count: number][] {
  return Object.entries(counts).sort(([, one], [, other]) => other - one)
}
