import {
  Alert,
  Badge,
  Button,
  Checkbox,
  Group,
  Modal,
  ScrollArea,
  Stack,
  Text,
  Textarea,
} from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { IconLock } from '@tabler/icons-react'
import { type DragEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { KeyPreview, PreviewRow } from '../../../electron/shared/contract/keys.ts'
import { useAction, useCall } from '../../queries.ts'
import { errorWords } from '../../ui/error-words.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { keptWhere } from './kept-where.ts'

const PREVIEW_DELAY_MS = 200
/** More rows say nothing that the counts do not. */
const ROWS_SHOWN = 200

const colors: Readonly<Record<PreviewRow['outcome'], string>> = {
  new: 'green',
  known: 'gray',
  repeated: 'gray',
  refused: 'red',
}

/** Adds keys from whatever a person pastes, with a look at what will happen. */
export function PasteKeys({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      size="lg"
      title={t('keys.paste.title')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <PasteForm
        onDone={(count) => {
          notifyDone(t('keys.done.added', { count }))
          onClose()
        }}
      />
    </Modal>
  )
}

/** The form alone, for the dialog and for the first start. */
export function PasteForm({
  onDone,
  hasFocus = false,
}: {
  /** Is told how many were added. */
  onDone(count: number): void
  hasFocus?: boolean
}) {
  const { t } = useTranslation()
  const [text, setText] = useState('')
  const [paid, setPaid] = useState(false)
  const status = useCall('app.status', {})
  const [settled] = useDebouncedValue(text.trim(), PREVIEW_DELAY_MS)
  const preview = useCall('keys.preview', { text: settled }, { enabled: settled !== '' })
  const verify = useAction('keys.verify', { onError: notifyFailed })
  const add = useAction('keys.add', {
    onSuccess({ added }) {
      // Costs no quota, and says at once which of them are any good.
      if (added.length > 0) verify.mutate({ ids: added.map(({ id }) => id) })
      onDone(added.length)
    },
    onError: notifyFailed,
  })
  const dropFiles = async (event: DragEvent) => {
    const files = [...event.dataTransfer.files]
    if (files.length === 0) return
    event.preventDefault()
    const texts = await Promise.all(files.map((file) => file.text()))
    setText((before) => [before.trim(), ...texts].filter(Boolean).join('\n'))
  }
  const count = settled === '' ? 0 : (preview.data?.counts.new ?? 0)
  return (
    <Stack gap="md">
      <Textarea
        label={t('keys.paste.label')}
        placeholder={t('keys.paste.placeholder')}
        value={text}
        onChange={({ currentTarget }) => setText(currentTarget.value)}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => void dropFiles(event)}
        autosize
        minRows={5}
        maxRows={10}
        spellCheck={false}
        autoComplete="off"
        data-autofocus
        autoFocus={hasFocus}
        classNames={{ input: 'gb-mono' }}
      />
      {settled !== '' && preview.data !== undefined && <Preview preview={preview.data} />}
      {preview.error !== null && <Alert color="red">{errorWords(preview.error, t)}</Alert>}
      <Checkbox
        label={t('keys.paste.paid')}
        checked={paid}
        onChange={({ currentTarget }) => setPaid(currentTarget.checked)}
      />
      <Group justify="space-between" wrap="nowrap">
        <Group gap={6} wrap="nowrap" className="gb-muted">
          <IconLock size={14} style={{ flex: 'none' }} aria-hidden />
          <Text size="xs">{t(`keys.paste.kept.${keptWhere(status.data)}`)}</Text>
        </Group>
        <Button
          style={{ flex: 'none' }}
          disabled={count === 0 || settled !== text.trim()}
          loading={add.isPending}
          onClick={() => add.mutate({ text: settled, ...(paid && { paid }) })}
        >
          {count === 0 ? t('keys.paste.submitNone') : t('keys.paste.submit', { count })}
        </Button>
      </Group>
    </Stack>
  )
}

function Preview({ preview: { rows, counts } }: { preview: KeyPreview }) {
  const { t } = useTranslation()
  if (rows.length === 0) return <Text size="sm">{t('keys.paste.nothing')}</Text>
  return (
    <Stack gap="xs" aria-live="polite">
      <Group gap="xs">
        <Badge color="green" variant="light" c="var(--gb-ok)" tt="none">
          {t('keys.paste.found', { count: counts.new })}
        </Badge>
        {counts.known > 0 && (
          <Badge color="gray" variant="light" tt="none">
            {t('keys.paste.known', { count: counts.known })}
          </Badge>
        )}
        {counts.repeated > 0 && (
          <Badge color="gray" variant="light" tt="none">
            {t('keys.paste.repeated', { count: counts.repeated })}
          </Badge>
        )}
        {counts.refused > 0 && (
          <Badge color="red" variant="light" tt="none">
            {t('keys.paste.refused', { count: counts.refused })}
          </Badge>
        )}
      </Group>
      <ScrollArea.Autosize mah={180} type="auto" offsetScrollbars="present">
        <Stack gap={2}>
          {rows.slice(0, ROWS_SHOWN).map((row, at) => (
            // The same may stand twice on one line; its place is what tells them apart.
            <PreviewLine key={`${at}-${row.masked}`} row={row} />
          ))}
          {rows.length > ROWS_SHOWN && (
            <Text size="xs" className="gb-muted">
              {t('keys.paste.further', { count: rows.length - ROWS_SHOWN })}
            </Text>
          )}
        </Stack>
      </ScrollArea.Autosize>
    </Stack>
  )
}

function PreviewLine({ row }: { row: PreviewRow }) {
  const { t } = useTranslation()
  const why = row.reason === undefined ? '' : ` · ${t(`keys.refusal.${row.reason}`)}`
  return (
    <Group gap="sm" wrap="nowrap" py={2}>
      <Text size="sm" className="gb-mono" style={{ flex: 'none' }}>
        {row.masked}
      </Text>
      <Text size="sm" truncate style={{ flex: 1 }}>
        {row.label}
      </Text>
      <Text size="xs" c={row.outcome === 'new' ? 'inherit' : 'dimmed'} style={{ flex: 'none' }}>
        {t(`keys.paste.outcome.${row.outcome}`)}
        {why} · {t('keys.paste.line', { line: row.line })}
      </Text>
      <Badge size="xs" circle color={colors[row.outcome]} aria-hidden />
    </Group>
  )
}
