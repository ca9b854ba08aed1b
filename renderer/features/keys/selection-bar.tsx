import { Button, CloseButton, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { EditKeys } from './edit-keys.tsx'
import { useChangeKeys } from './use-change-keys.ts'
import { useRemoveKeys } from './use-remove-keys.ts'

interface SelectionBarProps {
  ids: string[]
  /** How many of them the filters hide. */
  hidden: number
  onExport(): void
  onClear(): void
}

/** What can be done with the keys that are selected, wherever in the list they are. */
export function SelectionBar({ ids, hidden, onExport, onClear }: SelectionBarProps) {
  const { t } = useTranslation()
  const verify = useAction('keys.verify', { onError: notifyFailed })
  const reset = useAction('keys.reset', {
    onSuccess: (done) => notifyDone(t('keys.done.reset', { count: done.reset })),
    onError: notifyFailed,
  })
  const change = useChangeKeys()
  const remove = useRemoveKeys(onClear)
  const [isEditing, setEditing] = useState(false)
  if (ids.length === 0) return null
  const enable = (enabled: boolean) =>
    void change([{ ids, change: { enabled } }], (count) =>
      t(enabled ? 'keys.done.enabled' : 'keys.done.disabled', { count }),
    )
  const actions: [string, () => void][] = [
    [t('keys.actions.verify'), () => verify.mutate({ ids })],
    [t('keys.actions.reset'), () => reset.mutate({ ids })],
    [t('keys.actions.enable'), () => enable(true)],
    [t('keys.actions.disable'), () => enable(false)],
    [t('keys.actions.edit'), () => setEditing(true)],
    [t('keys.actions.export'), onExport],
  ]
  return (
    <div
      className="gb-card gb-selection"
      role="toolbar"
      aria-label={t('keys.selected', { count: ids.length })}
    >
      <Text size="sm" fw={500} mr="auto" className="gb-number">
        {t('keys.selected', { count: ids.length })}
        {hidden > 0 && (
          <span className="gb-muted"> · {t('keys.hiddenByFilter', { count: hidden })}</span>
        )}
      </Text>
      {actions.map(([name, act]) => (
        <Button key={name} size="xs" variant="default" onClick={act}>
          {name}
        </Button>
      ))}
      <EditKeys isOpen={isEditing} ids={ids} onClose={() => setEditing(false)} />
      <Button size="xs" variant="light" color="red" onClick={() => remove(ids)}>
        {t('keys.actions.remove')}
      </Button>
      <CloseButton aria-label={t('keys.clearSelection')} onClick={onClear} />
    </div>
  )
}
