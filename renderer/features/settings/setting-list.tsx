import { Stack } from '@mantine/core'
import type { SettingsSnapshot } from '../../../electron/shared/contract/settings.ts'
import type { SettingName } from '../../../electron/shared/settings.ts'
import { useAction } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { secretOfHost } from './catalogue.ts'
import { SecretRow } from './secret-row.tsx'
import { SettingRow } from './setting-row.tsx'

interface SettingListProps {
  names: readonly SettingName[]
  snapshot: SettingsSnapshot
  /** Name of the setting that the address leads to. */
  wanted?: string | undefined
  /** Whether the secret of the image host in use stands below. */
  hasSecrets?: boolean
}

/** Settings, one below the other; a change counts at once. */
export function SettingList({ names, snapshot, wanted, hasSecrets = false }: SettingListProps) {
  const update = useAction('settings.update', { onError: notifyFailed })
  const reset = useAction('settings.reset', { onError: notifyFailed })
  const secret = hasSecrets ? secretOfHost[snapshot.values.uploadProvider] : undefined
  return (
    <Stack gap={0} className="gb-card">
      {names.map((name) => (
        <SettingRow
          key={name}
          name={name}
          snapshot={snapshot}
          isWanted={name === wanted}
          onChange={(value) => update.mutate({ change: { [name]: value } })}
          onReset={() => reset.mutate({ names: [name] })}
        />
      ))}
      {secret !== undefined && (
        <SecretRow key={secret} name={secret} state={snapshot.secrets[secret]} />
      )}
    </Stack>
  )
}
