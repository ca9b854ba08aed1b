import { Checkbox, UnstyledButton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useMemo, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useRowKeys } from '../../ui/row-keys.ts'
import { isWithShift, type Selection, useRangeSelect } from '../../ui/use-selection.ts'
import { useKeyNames } from '../keys/key-names.ts'
import { outcomeOf } from './request-choice.ts'

const ROW_HEIGHT = 46
const columns = ['time', 'status', 'model', 'client', 'key', 'duration', 'tokens'] as const
const figures: ReadonlySet<string> = new Set(['duration', 'tokens'])
/** How near the end older requests are fetched. */
const NEAR_END = 30
const colors = { ok: 'var(--gb-ok)', failed: 'var(--gb-bad)', cancelled: 'var(--gb-idle)' } as const

interface RequestTableProps {
  rows: readonly RequestRow[]
  selection: Selection
  onOpen(id: string): void
  /** The person has scrolled to where older requests are wanted. */
  onEnd(): void
}

/** Requests, the newest first; only what can be seen is drawn. */
export function RequestTable({ rows, selection, onOpen, onEnd }: RequestTableProps) {
  const { t } = useTranslation()
  // Once for all lines: with thousands of keys, names are dear.
  const nameOf = useKeyNames()
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer<HTMLDivElement, Element>({
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
  const keys = useRowKeys(virtual, rows.length)
  const ids = useMemo(() => rows.map(({ id }) => id), [rows])
  const selectRange = useRangeSelect(ids, selection.select)
  return (
    <div className="gb-card gb-list">
      <Head ids={ids} selection={selection} />
      <div className="gb-list-scroll" ref={scroll} role="list" aria-label={t('requests.title')}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {items.map(({ index, start }) => {
            const row = rows[index]
            if (row === undefined) return null
            const tabIndex = keys.tabIndexIn(index)
            return (
              <div
                key={row.id}
                role="listitem"
                className="gb-requests-line"
                data-selected={selection.ids.has(row.id)}
                style={{
                  position: 'absolute',
                  insetInline: 0,
                  transform: `translateY(${start}px)`,
                }}
                {...keys.rowProps(index)}
              >
                <Checkbox
                  size="xs"
                  tabIndex={tabIndex}
                  aria-label={t('requests.select', { id: row.id })}
                  checked={selection.ids.has(row.id)}
                  onChange={(event) =>
                    selectRange(row.id, event.currentTarget.checked, isWithShift(event))
                  }
                />
                <Line row={row} keyName={nameOf(row.keyId)} tabIndex={tabIndex} onOpen={onOpen} />
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Head({ ids, selection }: { ids: readonly string[]; selection: Selection }) {
  const { t } = useTranslation()
  const count = ids.filter((id) => selection.ids.has(id)).length
  return (
    <div className="gb-requests-line gb-requests-head gb-muted">
      <Checkbox
        size="xs"
        aria-label={t('requests.selectShown')}
        checked={count > 0 && count === ids.length}
        indeterminate={count > 0 && count < ids.length}
        onChange={({ currentTarget }) => selection.select(ids, currentTarget.checked)}
      />
      <div className="gb-requests-row" aria-hidden>
        {columns.map((column) => (
          <span key={column} className={figures.has(column) ? 'gb-requests-figure' : undefined}>
            {t(`requests.columns.${column}`)}
          </span>
        ))}
      </div>
    </div>
  )
}

interface LineProps {
  row: RequestRow
  keyName: string
  tabIndex: number
  onOpen(id: string): void
}

/** Two lines: what a person looks for, and below what explains it. */
function Line({ row, keyName, tabIndex, onOpen }: LineProps) {
  const { t } = useTranslation()
  const format = useFormats()
  const { tokens, retries, firstByteMs, model, modelAsked, client, token } = row
  const asked = modelAsked !== '' && model !== '' && modelAsked !== model ? modelAsked : ''
  return (
    <UnstyledButton className="gb-requests-row" tabIndex={tabIndex} onClick={() => onOpen(row.id)}>
      <span className="gb-two-lines gb-number gb-muted">
        <span>{format.clock(row.startedAtMs)}</span>{' '}
        <small>{format.pastDay(row.startedAtMs)}</small>
      </span>
      <b className="gb-number" style={{ color: colors[outcomeOf(row)] }}>
        {row.status}
      </b>
      <Cell
        above={model || modelAsked || row.route}
        below={[
          row.errorCode,
          asked && t('requests.askedFor', { model: asked }),
          `${row.method} ${row.route}`,
        ]}
      />
      <Cell above={client || '—'} below={[token]} />
      <Cell
        above={keyName || '—'}
        below={[retries > 0 && t('requests.retries', { count: retries })]}
      />
      <Cell
        isFigure
        above={format.duration(row.totalMs)}
        below={[
          firstByteMs !== undefined &&
            t('requests.firstAfter', { time: format.duration(firstByteMs) }),
        ]}
        // There is no room for a column of its own.
        belowOnPhones={format.moment(row.startedAtMs)}
      />
      <Cell
        isFigure
        above={
          tokens === undefined
            ? ''
            : `${format.compact(tokens.input)} → ${format.compact(tokens.output)}`
        }
        below={[row.stream && t('requests.streamed')]}
      />
    </UnstyledButton>
  )
}

interface CellProps {
  above: string
  /** What is said in small type, without what is not to be said. */
  below: readonly (string | false | undefined)[]
  belowOnPhones?: string
  isFigure?: boolean
}

function Cell({ above, below, belowOnPhones, isFigure = false }: CellProps) {
  const note = below.filter(Boolean).join(' · ')
  return (
    <span
      className={isFigure ? 'gb-two-lines gb-number gb-requests-figure' : 'gb-two-lines'}
      title={[above, note].filter(Boolean).join('\n')}
    >
      <span>{above}</span>
      {note !== '' && (
        <>
          {' '}
          <small className={belowOnPhones ? 'gb-muted gb-not-on-phones' : 'gb-muted'}>{note}</small>
        </>
      )}
      {belowOnPhones !== undefined && (
        <small className="gb-muted gb-on-phones" aria-hidden>
          {belowOnPhones}
        </small>
      )}
    </span>
  )
}
