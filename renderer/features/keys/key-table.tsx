import { Badge, Checkbox, VisuallyHidden } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { useRowKeys } from '../../ui/row-keys.ts'
import { type Selection, useRangeSelect } from '../../ui/use-selection.ts'
import { KeyRow } from './key-row.tsx'
import { type Row, type SortColumn, type View } from './selection.ts'

const HEAD_HEIGHT = 36
const ROW_HEIGHT = 46
const PROJECT_HEIGHT = 34

interface KeyTableProps {
  rows: readonly Row<KeyStatus>[]
  sort: View['sort']
  onSort(column: SortColumn): void
  selection: Selection
  openId: string | undefined
  onOpen(id: string): void
}

/** The keys; only rows that can be seen are drawn, so that 5,000 scroll like fifty. */
export function KeyTable(props: KeyTableProps) {
  const { t } = useTranslation()
  const { rows, selection, openId, onOpen } = props
  const ids = useMemo(() => rows.flatMap((row) => (row.kind === 'key' ? row.key.id : [])), [rows])
  const selectRange = useRangeSelect(ids, selection.select)
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: (at) => (rows[at]?.kind === 'project' ? PROJECT_HEIGHT : ROW_HEIGHT),
    getItemKey: (at) => nameOf(rows[at]) ?? at,
    overscan: 12,
    // The head stands above the rows, and in front of those that are scrolled up.
    scrollMargin: HEAD_HEIGHT,
    scrollPaddingStart: HEAD_HEIGHT,
  })
  const keys = useRowKeys(virtual, rows.length, (at) => rows[at]?.kind === 'key')
  return (
    <div className="gb-card gb-list">
      <div
        className="gb-list-scroll"
        ref={scroll}
        role="table"
        aria-label={t('keys.title')}
        aria-rowcount={rows.length + 1}
      >
        <Head ids={ids} {...props} />
        <div role="rowgroup" style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ key, index, start }) => {
            const row = rows[index]
            return (
              <div
                key={key}
                style={{
                  position: 'absolute',
                  insetInline: 0,
                  transform: `translateY(${start - HEAD_HEIGHT}px)`,
                }}
                {...keys.rowProps(index)}
              >
                {row?.kind === 'project' && <ProjectRow row={row} index={index} />}
                {row?.kind === 'key' && (
                  <KeyRow
                    keyStatus={row.key}
                    index={index}
                    tabIndex={keys.tabIndexIn(index)}
                    isSelected={selection.ids.has(row.key.id)}
                    isOpen={openId === row.key.id}
                    onSelect={selectRange}
                    onOpen={onOpen}
                  />
                )}
              </div>
            )
          })}
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

function Head({ ids, sort, onSort, selection }: KeyTableProps & { ids: readonly string[] }) {
  const { t } = useTranslation()
  const count = ids.filter((id) => selection.ids.has(id)).length
  return (
    <div className="gb-keys-row gb-keys-head" role="row" aria-rowindex={1}>
      <div role="columnheader">
        <Checkbox
          size="xs"
          aria-label={t('keys.selectAll', { count: ids.length })}
          checked={count > 0 && count === ids.length}
          indeterminate={count > 0 && count < ids.length}
          onChange={({ currentTarget }) => selection.select(ids, currentTarget.checked)}
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

interface ProjectRowProps {
  row: Extract<Row<KeyStatus>, { kind: 'project' }>
  index: number
}

function ProjectRow({ row: { project, count }, index }: ProjectRowProps) {
  const { t } = useTranslation()
  return (
    <div role="row" className="gb-keys-project" aria-rowindex={index + 2}>
      <span role="cell">{project ?? t('keys.noProject')}</span>
      <Badge size="xs" variant="light" tt="none">
        {project === undefined ? t('keys.count', { count }) : t('keys.sharedQuota', { count })}
      </Badge>
    </div>
  )
}
