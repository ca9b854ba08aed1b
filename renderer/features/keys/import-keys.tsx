import { Alert, Button, FileButton, Modal, Stack, Text } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../../queries.ts'

/** The first bytes of every SQLite file. */
const SQLITE_MAGIC = 'SQLite format 3'

/** Takes over keys and settings of gemini-balance: its `.env`, or its database. */
export function ImportKeys({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const [unreadable, setUnreadable] = useState(false)
  const run = useAction('keys.import')
  const read = async (file: File | null) => {
    if (file === null) return
    setUnreadable(false)
    try {
      const bytes = new Uint8Array(await file.arrayBuffer())
      const isDatabase = new TextDecoder().decode(bytes.subarray(0, 15)) === SQLITE_MAGIC
      run.mutate(
        isDatabase
          ? { kind: 'database', base64: bytes.toBase64() }
          : { kind: 'env', text: new TextDecoder().decode(bytes) },
      )
    } catch {
      setUnreadable(true)
    }
  }
  const close = () => {
    run.reset()
    onClose()
  }
  return (
    <Modal
      opened={isOpen}
      onClose={close}
      title={t('keys.import.title')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Stack gap="md" align="flex-start">
        <Text size="sm">{t('keys.import.text')}</Text>
        <FileButton onChange={(file) => void read(file)}>
          {(props) => (
            <Button
              {...props}
              variant="default"
              leftSection={<IconFileImport size={16} />}
              loading={run.isPending}
            >
              {t('keys.import.choose')}
            </Button>
          )}
        </FileButton>
        {unreadable && <Alert color="red">{t('keys.import.unreadable')}</Alert>}
        {run.error !== null && <Alert color="red">{run.error.message}</Alert>}
        {run.data !== undefined && (
          <Alert color="green">
            {t('keys.import.done', {
              keys: run.data.added.length,
              tokens: run.data.tokens,
              settings: run.data.settings.length,
            })}
          </Alert>
        )}
      </Stack>
    </Modal>
  )
}
