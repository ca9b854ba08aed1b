import { Checkbox, UnstyledButton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useKeyNames } from '../keys/key-names.ts'
import { outcomeOf } from './request-choice.ts'

const ROW_HEIGHT = 36
const figures: ReadonlySet<string> = new Set(['duration', 'tokens'])
/** How near the end older requests are fetched. */
const NEAR_END = 30
const colors = { ok: 'var(--gb-ok)', failed: 'var(--gb-bad)', cancelled: 'var(--gb-idle)' } as const

interface RequestTableProps {
  rows: readonly RequestRow[]
  selected: ReadonlySet<string>
  onSelect(ids: readonly string[], on: boolean): void
  onOpen(id: string): void
  /** The person has scrolled to where older requests are wanted. */
  onEnd(): void
}

/** Requests, the newest first; only what can be seen is drawn. */
export function RequestTable({ rows, selected, onSelect, onOpen, onEnd }: RequestTableProps) {
  const { t } = useTranslation()
  // Once for all lines: with thousands of keys, names are dear.
  const nameOf = useKeyNames()
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    // A request that comes in above moves what is being read no further than its own height.
    getItemKey: (at) => rows[at]?.id ?? at,
    overscan: 12,
  })
  const items = virtual.getVirtualItems()
  const isNearEnd = (items.at(-1)?.index ?? 0) >= rows.length - NEAR_END
  useEffect(() => {
    if (isNearEnd) onEnd()
  }, [isNearEnd, rows.length, onEnd])
  const columns = ['time', 'status', 'model', 'client', 'key', 'duration', 'tokens'] as const
  const count = rows.filter(({ id }) => selected.has(id)).length
  return (
    <div className="gb-card gb-list">
      <div className="gb-requests-line gb-requests-head gb-muted">
        <Checkbox
          size="xs"
          aria-label={t('requests.selectShown')}
          checked={count > 0 && count === rows.length}
          indeterminate={count > 0 && count < rows.length}
          onChange={({ currentTarget }) =>
            onSelect(
              rows.map(({ id }) => id),
              currentTarget.checked,
            )
          }
        />
        <div className="gb-requests-row" aria-hidden>
          {columns.map((column) => (
            <span key={column} className={figures.has(column) ? 'gb-requests-figure' : undefined}>
              {t(`requests.columns.${column}`)}
            </span>
          ))}
        </div>
      </div>
      <div className="gb-list-scroll" ref={scroll} role="list" aria-label={t('requests.title')}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <div
                  key={row.id}
                  role="listitem"
                  className="gb-requests-line"
                  data-selected={selected.has(row.id)}
                  style={{
                    position: 'absolute',
                    insetInline: 0,
                    transform: `translateY(${start}px)`,
                  }}
                >
                  <Checkbox
                    size="xs"
                    aria-label={t('requests.select', { id: row.id })}
                    checked={selected.has(row.id)}
                    onChange={({ currentTarget }) => onSelect([row.id], currentTarget.checked)}
                  />
                  <Line row={row} keyName={nameOf(row.keyId)} onOpen={onOpen} />
                </div>
              )
            )
          })}
        </div>
      </div>
    </div>
  )
}

interface LineProps {
  row: RequestRow
  keyName: string
  onOpen(id: string): void
}

function Line({ row, keyName, onOpen }: LineProps) {
  const { t } = useTranslation()
  const format = useFormats()
  const { tokens, attemptCount } = row
  return (
    <UnstyledButton className="gb-requests-row" onClick={() => onOpen(row.id)}>
      <span className="gb-number gb-muted">{format.moment(row.startedAtMs)}</span>
      <b className="gb-number" style={{ color: colors[outcomeOf(row)] }}>
        {row.status}
      </b>
      <span>
        {row.model === '' ? row.route : row.model}
        {row.errorCode !== '' && <span className="gb-muted"> · {row.errorCode}</span>}
        {attemptCount > 1 && (
          <span className="gb-muted" title={t('requests.retries', { count: attemptCount - 1 })}>
            {' '}
            · <span aria-hidden>↻ {attemptCount - 1}</span>
            <span className="gb-unseen">{t('requests.retries', { count: attemptCount - 1 })}</span>
          </span>
        )}
      </span>
      <span className="gb-muted" title={row.client}>
        {row.client}
      </span>
      <span className="gb-mono gb-muted">{keyName}</span>
      <span className="gb-number gb-requests-figure">{format.duration(row.totalMs)}</span>
      <span className="gb-number gb-muted gb-requests-figure">
        {tokens !== undefined &&
          `${format.compact(tokens.input)} → ${format.compact(tokens.output)}`}
      </span>
    </UnstyledButton>
  )
}
