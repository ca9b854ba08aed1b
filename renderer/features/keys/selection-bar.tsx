import { Button, CloseButton, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction } from '../../queries.ts'
import { EditKeys } from './edit-keys.tsx'
import { closeButton, notifyDone, notifyFailed } from '../../ui/notify.ts'

/** How long a deletion can be taken back from its message. */
const UNDO_MS = 12_000

/** What can be done with the keys that are selected, on all pages of the list. */
export function SelectionBar({ ids, onClear }: { ids: string[]; onClear(): void }) {
  const { t } = useTranslation()
  const verify = useAction('keys.verify', { onError: notifyFailed })
  const update = useAction('keys.update', { onError: notifyFailed })
  const reset = useAction('keys.reset', {
    onSuccess: (done) => notifyDone(t('keys.done.reset', { count: done.reset })),
    onError: notifyFailed,
  })
  const remove = useRemoveKeys(onClear)
  const [isEditing, setEditing] = useState(false)
  if (ids.length === 0) return null
  return (
    <div
      className="gb-card gb-selection"
      role="toolbar"
      aria-label={t('keys.selected', { count: ids.length })}
    >
      <Text size="sm" fw={500} mr="auto">
        {t('keys.selected', { count: ids.length })}
      </Text>
      <Button size="xs" variant="default" onClick={() => verify.mutate({ ids })}>
        {t('keys.actions.verify')}
      </Button>
      <Button size="xs" variant="default" onClick={() => reset.mutate({ ids })}>
        {t('keys.actions.reset')}
      </Button>
      <Button
        size="xs"
        variant="default"
        onClick={() => update.mutate({ ids, change: { enabled: true } })}
      >
        {t('keys.actions.enable')}
      </Button>
      <Button
        size="xs"
        variant="default"
        onClick={() => update.mutate({ ids, change: { enabled: false } })}
      >
        {t('keys.actions.disable')}
      </Button>
      <Button size="xs" variant="default" onClick={() => setEditing(true)}>
        {t('keys.actions.edit')}
      </Button>
      <EditKeys isOpen={isEditing} ids={ids} onClose={() => setEditing(false)} />
      <Button size="xs" variant="light" color="red" onClick={() => remove(ids)}>
        {t('keys.actions.remove')}
      </Button>
      <CloseButton aria-label={t('keys.clearSelection')} onClick={onClear} />
    </div>
  )
}

/** Deletes keys and offers to take it back. */
export function useRemoveKeys(onDone: () => void): (ids: string[]) => void {
  const { t } = useTranslation()
  const undo = useAction('keys.undoDelete', {
    onSuccess: ({ restored }) => notifyDone(t('keys.done.restored', { count: restored })),
    onError: notifyFailed,
  })
  const remove = useAction('keys.delete', {
    onError: notifyFailed,
    onSuccess(done) {
      onDone()
      const id = `undo-${done.undo}`
      notifications.show({
        closeButtonProps: closeButton(),
        id,
        autoClose: UNDO_MS,
        message: (
          <>
            {t('keys.done.deleted', { count: done.deleted })}{' '}
            {done.returning > 0 && t('keys.done.returning', { count: done.returning })}{' '}
            <Button
              size="compact-xs"
              variant="subtle"
              onClick={() => {
                notifications.hide(id)
                undo.mutate({ undo: done.undo })
              }}
            >
              {t('shell.undo')}
            </Button>
          </>
        ),
      })
    },
  })
  return (ids) => remove.mutate({ ids })
}
