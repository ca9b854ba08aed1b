import { Alert, Button, Group, Modal, Select, Stack, Switch, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { saveFile } from '../../ui/save-file.ts'

const formats = ['text', 'json', 'csv', 'env'] as const

/** Writes keys into a file; masked unless a person insists. */
export function ExportKeys({
  isOpen,
  ids,
  total,
  onClose,
}: {
  isOpen: boolean
  /** The keys that are selected; none means all. */
  ids: string[]
  total: number
  onClose(): void
}) {
  const { t } = useTranslation()
  const [format, setFormat] = useState<(typeof formats)[number]>('json')
  const [reveal, setReveal] = useState(false)
  const run = useAction('keys.export', {
    onSuccess({ text, filename }) {
      saveFile(text, filename)
      onClose()
    },
    onError: notifyFailed,
  })
  return (
    <Modal
      opened={isOpen}
      onClose={onClose}
      title={t('keys.export.title')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Stack gap="md">
        <Text size="sm" className="gb-number">
          {ids.length > 0
            ? t('keys.export.selected', { count: ids.length })
            : t('keys.export.all', { count: total })}
        </Text>
        <Select
          label={t('keys.export.format')}
          data={formats.map((value) => ({ value, label: t(`keys.export.formats.${value}`) }))}
          value={format}
          allowDeselect={false}
          onChange={(value) => setFormat(formats.find((one) => one === value) ?? 'json')}
        />
        <Switch
          label={t('keys.export.reveal')}
          checked={reveal}
          onChange={({ currentTarget }) => setReveal(currentTarget.checked)}
        />
        <Alert color={reveal ? 'red' : 'gray'} icon={<IconAlertTriangle />}>
          {reveal ? t('keys.export.warning') : t('keys.export.masked')}
        </Alert>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('shell.cancel')}
          </Button>
          <Button
            loading={run.isPending}
            {...(reveal && { color: 'red.9' })}
            onClick={() => run.mutate({ format, reveal, ...(ids.length > 0 && { ids }) })}
          >
            {t('keys.export.submit')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
