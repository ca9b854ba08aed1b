import { ActionIcon, Checkbox, Tooltip } from '@mantine/core'
import { IconChevronRight } from '@tabler/icons-react'
import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyStatus } from '../../../electron/shared/key-status.ts'
import { useFormats } from '../../i18n/format.ts'
import { useNow } from '../../ui/clock.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { isWithShift } from '../../ui/use-selection.ts'
import { sentenceOf } from './sentence.ts'

interface KeyRowProps {
  keyStatus: KeyStatus
  index: number
  tabIndex: number
  isSelected: boolean
  isOpen: boolean
  onSelect(id: string, on: boolean, isRange: boolean): void
  onOpen(id: string): void
}

/** Drawn anew only when something of it has changed: scrolling moves rows, no more. */
export const KeyRow = memo(function KeyRow(props: KeyRowProps) {
  const { keyStatus: key, index, tabIndex, isSelected, isOpen, onSelect, onOpen } = props
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
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
          tabIndex={tabIndex}
          aria-label={t('keys.selectOne', { key: key.masked })}
          checked={isSelected}
          onChange={(event) => onSelect(key.id, event.currentTarget.checked, isWithShift(event))}
        />
      </div>
      <div role="cell">
        <button
          type="button"
          className="gb-keys-name"
          tabIndex={tabIndex}
          onClick={() => onOpen(key.id)}
        >
          <Name keyStatus={key} />
        </button>
      </div>
      <div role="cell" className="gb-keys-project-cell gb-muted" title={key.project?.id}>
        {key.project?.id ?? '—'}
      </div>
      <div role="cell" className="gb-keys-state">
        <StateMark state={key.state} />
        <State keyStatus={key} nowMs={nowMs} />
      </div>
      <div role="cell" className="gb-number gb-keys-num">
        {format.number(key.failures)}
      </div>
      <div role="cell" className="gb-number gb-keys-num">
        {format.compact(key.totals.successes)} / {format.compact(key.totals.failures)}
      </div>
      <div role="cell" className="gb-number gb-keys-num gb-keys-used gb-muted">
        {used === undefined ? t('keys.never') : format.ago(used, nowMs)}
      </div>
      <div role="cell">
        <Tooltip label={t('keys.actions.details')}>
          <ActionIcon
            tabIndex={tabIndex}
            aria-label={t('keys.actions.details')}
            onClick={() => onOpen(key.id)}
          >
            <IconChevronRight size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  )
})

/** Its label above; its mask, its tags, and its project where that has no column, below. */
function Name({ keyStatus: { label, masked, paid, project, tags } }: { keyStatus: KeyStatus }) {
  const { t } = useTranslation()
  const notes = [...(paid ? [t('keys.paid')] : []), ...tags]
  return (
    <>
      {label !== '' && <span>{label}</span>}
      <span className={label === '' ? '' : 'gb-muted'}>
        <span className="gb-mono">{masked}</span>
        {project !== undefined && <span className="gb-keys-project-note"> · {project.id}</span>}
        {notes.length > 0 && <span className="gb-keys-tags"> · {notes.join(', ')}</span>}
      </span>
    </>
  )
}

/** How it is, and below what was the matter last. */
function State({ keyStatus: key, nowMs }: { keyStatus: KeyStatus; nowMs: number }) {
  const { t } = useTranslation()
  const format = useFormats()
  const sentence = sentenceOf(key, t, nowMs)
  const error = key.lastError
  const last =
    error && t('keys.lastError', { time: format.ago(error.atMs, nowMs), message: error.message })
  return (
    <span className="gb-two-lines" title={last === undefined ? sentence : `${sentence}\n${last}`}>
      <span className="gb-number">{sentence}</span>
      {last !== undefined && <small className="gb-muted gb-number">{last}</small>}
    </span>
  )
}
