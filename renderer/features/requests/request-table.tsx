import { UnstyledButton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { useFormats } from '../../i18n/format.ts'
import { useKeyNames } from '../keys/key-names.ts'
import { outcomeOf } from './request-list.ts'

const ROW_HEIGHT = 36
const colors = { ok: 'var(--gb-ok)', failed: 'var(--gb-bad)', cancelled: 'var(--gb-idle)' } as const

/** Requests, the newest first; only what can be seen is drawn. */
export function RequestTable({
  rows,
  onOpen,
}: {
  rows: readonly RequestRow[]
  onOpen(id: string): void
}) {
  const { t } = useTranslation()
  const scroll = useRef<HTMLDivElement>(null)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    overscan: 12,
  })
  const columns = ['time', 'status', 'model', 'client', 'key', 'duration', 'tokens'] as const
  return (
    <div className="gb-card gb-list">
      <div className="gb-requests-row gb-muted" aria-hidden>
        {columns.map((column) => (
          <span key={column}>{t(`requests.columns.${column}`)}</span>
        ))}
      </div>
      <div className="gb-list-scroll" ref={scroll} role="list" aria-label={t('requests.title')}>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const row = rows[index]
            return (
              row !== undefined && (
                <div
                  key={row.id}
                  role="listitem"
                  style={{
                    position: 'absolute',
                    insetInline: 0,
                    transform: `translateY(${start}px)`,
                  }}
                >
                  <Line row={row} onOpen={onOpen} />
                </div>
              )
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Line({ row, onOpen }: { row: RequestRow; onOpen(id: string): void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nameOf = useKeyNames()
  const { tokens, attemptCount } = row
  return (
    <UnstyledButton className="gb-requests-row" onClick={() => onOpen(row.id)}>
      <span className="gb-number gb-muted">{format.clock(row.startedAtMs)}</span>
      <b className="gb-number" style={{ color: colors[outcomeOf(row)] }}>
        {row.status}
      </b>
      <span>
        {row.model === '' ? row.route : row.model}
        {attemptCount > 1 && (
          <span className="gb-muted"> · {t('requests.retries', { count: attemptCount - 1 })}</span>
        )}
      </span>
      <span className="gb-muted">{row.client}</span>
      <span className="gb-mono gb-muted">{nameOf(row.keyId)}</span>
      <span className="gb-number">{format.number(row.totalMs)} ms</span>
      <span className="gb-number gb-muted">
        {tokens !== undefined &&
          `${format.compact(tokens.input)} → ${format.compact(tokens.output)}`}
      </span>
    </UnstyledButton>
  )
}
