import { UnstyledButton } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import type { LogLevel } from '../../../electron/shared/log-line.ts'
import { useFormats } from '../../i18n/format.ts'
import { useRowKeys } from '../../ui/row-keys.ts'
import { detailsOf, type NumberedLine } from './log-lines.ts'

const ROW_HEIGHT = 28
/** How far from the end a person is no more following, in pixels. */
const NEAR_END = 60

const colors: Readonly<Record<LogLevel, string>> = {
  trace: 'var(--gb-idle)',
  debug: 'var(--gb-idle)',
  info: 'var(--gb-muted)',
  warn: 'var(--gb-wait)',
  error: 'var(--gb-bad)',
  fatal: 'var(--gb-bad)',
}

interface LogListProps {
  lines: readonly NumberedLine[]
  isFollowing: boolean
  /** The person has scrolled up. */
  onLeave(): void
}

/** Lines of the log, the latest at the end; only those that can be seen are drawn. */
export function LogList({ lines, isFollowing, onLeave }: LogListProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const lastTop = useRef(0)
  const [open, setOpen] = useState<ReadonlySet<number>>(new Set())
  const virtual = useVirtualizer<HTMLDivElement, Element>({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => ROW_HEIGHT,
    getItemKey: (at) => lines[at]?.number ?? at,
    overscan: 12,
  })
  const keys = useRowKeys(virtual, lines.length)
  const lastNumber = lines.at(-1)?.number
  useEffect(() => {
    if (isFollowing && lines.length > 0) virtual.scrollToIndex(lines.length - 1, { align: 'end' })
  }, [isFollowing, lastNumber, lines.length, virtual])
  const toggle = (number: number) =>
    setOpen((before) => {
      const after = new Set(before)
      if (!after.delete(number)) after.add(number)
      return after
    })
  const leaveWhenUp = ({ scrollTop, scrollHeight, clientHeight }: HTMLElement) => {
    const isUp = scrollTop < lastTop.current && scrollHeight - scrollTop - clientHeight > NEAR_END
    lastTop.current = scrollTop
    if (isFollowing && isUp) onLeave()
  }
  return (
    <div className="gb-card gb-list">
      <div
        className="gb-list-scroll"
        ref={scroll}
        role="log"
        aria-live="off"
        onScroll={({ currentTarget }) => leaveWhenUp(currentTarget)}
      >
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map(({ index, start }) => {
            const line = lines[index]
            return (
              line !== undefined && (
                <div
                  key={line.number}
                  ref={virtual.measureElement}
                  data-index={index}
                  className="gb-log-line"
                  style={{ transform: `translateY(${start}px)` }}
                  {...keys.rowProps(index)}
                >
                  <Line
                    line={line}
                    tabIndex={keys.tabIndexIn(index)}
                    isOpen={open.has(line.number)}
                    onToggle={() => toggle(line.number)}
                  />
                </div>
              )
            )
          })}
        </div>
      </div>
    </div>
  )
}

function Line({
  line,
  tabIndex,
  isOpen,
  onToggle,
}: {
  line: NumberedLine
  tabIndex: number
  isOpen: boolean
  onToggle(): void
}) {
  const format = useFormats()
  const details = detailsOf(line)
  return (
    <>
      <UnstyledButton
        className="gb-log-row"
        tabIndex={tabIndex}
        aria-expanded={isOpen}
        onClick={onToggle}
      >
        <span className="gb-number gb-muted">{format.moment(line.atMs)}</span>
        <b style={{ color: colors[line.level] }}>{line.level}</b>
        <span className="gb-log-text">
          {line.message} <span className="gb-muted">{details}</span>
        </span>
      </UnstyledButton>
      {isOpen && (
        <pre className="gb-body gb-mono">
          {JSON.stringify({ message: line.message, ...line.details }, null, 2)}
        </pre>
      )}
    </>
  )
}
