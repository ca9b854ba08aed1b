import { Stack } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../queries.ts'
import { vaultWords } from '../overview/vault-words.ts'
import { VaultDoctor } from '../overview/vault-doctor.tsx'
import { PlainRow } from './plain-row.tsx'

/** Where keys and tokens are kept, whether that works, and where all else is. */
export function Storage() {
  const { t } = useTranslation()
  const { data: status } = useCall('app.status', {})
  if (status === undefined) return null
  const { vault, isDemo, dataDir, mode } = status
  return (
    <Stack gap={0} className="gb-card">
      <PlainRow
        title={t('settings.storage.secrets')}
        hint={isDemo ? t('settings.storage.demo') : vaultWords(vault, t)}
      >
        {!isDemo && vault.state !== 'available' && <VaultDoctor vault={vault} />}
      </PlainRow>
      {/* The desktop app says it where it can also be opened. */}
      {mode === 'headless' && (
        <PlainRow title={t('settings.storage.folder')} hint={<code>{dataDir}</code>} />
      )}
    </Stack>
  )
}
