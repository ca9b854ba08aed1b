import { Alert, Button, FileButton, Modal, Stack, Text } from '@mantine/core'
import { IconFileImport } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Imported } from '../../../electron/shared/contract/keys.ts'
import { useAction } from '../../queries.ts'
import { errorWords } from '../../ui/error-words.ts'

/** The first bytes of every SQLite file. */
const SQLITE_MAGIC = 'SQLite format 3'

/** Takes over keys and settings of gemini-balance: its `.env`, or its database. */
export function ImportKeys({ isOpen, onClose }: { isOpen: boolean; onClose(): void }) {
  const { t } = useTranslation()
  const [unreadable, setUnreadable] = useState(false)
  const verify = useAction('keys.verify')
  const run = useAction('keys.import', {
    onSuccess({ added }) {
      if (added.length > 0) verify.mutate({ ids: added.map(({ id }) => id) })
    },
  })
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
        {run.error !== null && <Alert color="red">{errorWords(run.error, t)}</Alert>}
        {run.data !== undefined && <Outcome imported={run.data} />}
      </Stack>
    </Modal>
  )
}

function Outcome({ imported }: { imported: Imported }) {
  const { t } = useTranslation()
  const { added, counts, tokens, settings, ignored, invalid } = imported
  return (
    <Stack gap="xs" w="100%" aria-live="polite">
      <Alert color="green">
        {t('keys.import.done', {
          keys: added.length,
          tokens,
          settings: settings.length,
        })}{' '}
        {counts.known > 0 && t('keys.paste.known', { count: counts.known })}
      </Alert>
      {invalid.length > 0 && (
        <Alert color="yellow" title={t('keys.import.invalid')}>
          {invalid.map(({ name, message }) => (
            <Text key={name} size="xs">
              <b>{name}</b>: {message}
            </Text>
          ))}
        </Alert>
      )}
      {ignored.length > 0 && (
        <Text size="xs" className="gb-muted" style={{ overflowWrap: 'anywhere' }}>
          {t('keys.import.ignored', { names: ignored.join(', ') })}
        </Text>
      )}
    </Stack>
  )
}
