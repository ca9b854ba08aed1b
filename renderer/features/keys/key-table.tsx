import { ActionIcon, Badge, Checkbox, Tooltip, VisuallyHidden } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { useFormats } from '../../i18n/format.ts'
import { useNow } from '../../ui/clock.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { type Row, type SortColumn, type View } from './selection.ts'
import { sentenceOf } from './sentence.ts'

const ROW_HEIGHT = 44
const PROJECT_HEIGHT = 34

interface KeyTableProps {
  rows: readonly Row<KeyStatus>[]
  sort: View['sort']
  onSort(column: SortColumn): void
  selected: ReadonlySet<string>
  onSelect(ids: readonly string[], on: boolean): void
  openId: string | undefined
  onOpen(id: string): void
}

/** The keys; only rows that can be seen are drawn, so that 5,000 scroll like fifty. */
export function KeyTable(props: KeyTableProps) {
  const { t } = useTranslation()
  const { rows } = props
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (at) => (rows[at]?.kind === 'project' ? PROJECT_HEIGHT : ROW_HEIGHT),
    getItemKey: (at) => nameOf(rows[at]) ?? at,
    overscan: 12,
  })
  return (
    <div className="gb-card gb-list">
      <div
        className="gb-list-scroll"
        ref={scroll}
        role="table"
        aria-label={t('keys.title')}
        aria-rowcount={rows.length + 1}
      >
        <Head {...props} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => (
            <div
              key={key}
              style={{ position: 'absolute', insetInline: 0, transform: `translateY(${start}px)` }}
            >
              <TableRow row={rows[index]} index={index} {...props} />
            </div>
          ))}
        </div>
      </div>
    </div>
  )
}

const nameOf = (row: Row<KeyStatus> | undefined): string | undefined =>
  row?.kind === 'key' ? row.key.id : row?.project

const columns: readonly [SortColumn, string][] = [
  ['key', ''],
  ['project', 'gb-keys-project-cell'],
  ['state', ''],
  ['failures', 'gb-keys-num'],
  ['totals', 'gb-keys-num'],
  ['lastUsed', 'gb-keys-num gb-keys-used'],
]

function Head({ rows, sort, onSort, selected, onSelect }: KeyTableProps) {
  const { t } = useTranslation()
  const ids = rows.flatMap((row) => (row.kind === 'key' ? row.key.id : []))
  const count = ids.filter((id) => selected.has(id)).length
  return (
    <div className="gb-keys-row gb-keys-head" role="row" aria-rowindex={1}>
      <div role="columnheader">
        <Checkbox
          size="xs"
          aria-label={t('keys.selectAll', { count: ids.length })}
          checked={count > 0 && count === ids.length}
          indeterminate={count > 0 && count < ids.length}
          onChange={({ currentTarget }) => onSelect(ids, currentTarget.checked)}
        />
      </div>
      {columns.map(([column, className]) => (
        <div
          key={column}
          role="columnheader"
          className={className}
          aria-sort={ariaSort(sort, column)}
        >
          <button type="button" onClick={() => onSort(column)}>
            {t(`keys.columns.${column}`)}
            {sort.column === column && (sort.descending ? ' ↓' : ' ↑')}
          </button>
        </div>
      ))}
      <div role="columnheader">
        <VisuallyHidden>{t('keys.actions.details')}</VisuallyHidden>
      </div>
    </div>
  )
}

function ariaSort(sort: View['sort'], column: SortColumn) {
  if (sort.column !== column) return 'none'
  return sort.descending ? 'descending' : 'ascending'
}

function TableRow({
  row,
  index,
  ...props
}: KeyTableProps & { row: Row<KeyStatus> | undefined; index: number }) {
  const { t } = useTranslation()
  if (row === undefined) return null
  if (row.kind === 'key') {
    return (
      <KeyRow
        keyStatus={row.key}
        index={index}
        isSelected={props.selected.has(row.key.id)}
        isOpen={props.openId === row.key.id}
        onSelect={props.onSelect}
        onOpen={props.onOpen}
      />
    )
  }
  return (
    <div role="row" className="gb-keys-project" aria-rowindex={index + 2}>
      <span role="cell">{row.project ?? t('keys.noProject')}</span>
      {row.project !== undefined && (
        <Badge size="xs" variant="light" tt="none">
          {t('keys.sharedQuota', { count: row.count })}
        </Badge>
      )}
    </div>
  )
}

interface KeyRowProps extends Pick<KeyTableProps, 'onSelect' | 'onOpen'> {
  keyStatus: KeyStatus
  index: number
  isSelected: boolean
  isOpen: boolean
}

/** Drawn anew only when something of it has changed: scrolling moves rows, no more. */
const KeyRow = memo(function KeyRow(props: KeyRowProps) {
  const { keyStatus: key, index, isSelected, isOpen, onSelect, onOpen } = props
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  const sentence = sentenceOf(key, t, nowMs)
  const used = key.lastUsedAtMs
  return (
    <div
      role="row"
      className="gb-keys-row"
      aria-rowindex={index + 2}
      data-selected={isSelected}
      data-open={isOpen}
    >
      <div role="cell">
        <Checkbox
          size="xs"
          aria-label={t('keys.selectOne', { key: key.masked })}
          checked={isSelected}
          onChange={({ currentTarget }) => onSelect([key.id], currentTarget.checked)}
        />
      </div>
      <div role="cell">
        <button type="button" className="gb-keys-name" onClick={() => onOpen(key.id)}>
          {key.label !== '' && <span>{key.label}</span>}
          <span className={key.label === '' ? 'gb-mono' : 'gb-mono gb-muted'}>
            {key.masked}
            {key.paid && ` · ${t('keys.paid')}`}
          </span>
        </button>
      </div>
      <div role="cell" className="gb-keys-project-cell gb-muted">
        {key.project?.id ?? '—'}
      </div>
      <div role="cell" className="gb-keys-state" title={sentence}>
        <StateMark state={key.state} />
        <span className="gb-number">{sentence}</span>
      </div>
      <div role="cell" className="gb-number gb-keys-num">
        {format.number(key.failures)}
      </div>
      <div role="cell" className="gb-number gb-keys-num">
        {format.compact(key.totals.successes)} / {format.compact(key.totals.failures)}
      </div>
      <div role="cell" className="gb-number gb-keys-num gb-keys-used gb-muted">
        {used === undefined ? t('keys.never') : format.relative(used, nowMs)}
      </div>
      <div role="cell">
        <Tooltip label={t('keys.actions.details')}>
          <ActionIcon aria-label={t('keys.actions.details')} onClick={() => onOpen(key.id)}>
            <IconChevronRight size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  )
})
