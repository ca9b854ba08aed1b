import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import { closeButton } from './notify.ts'

/** How long something can be taken back from its message. */
const UNDO_MS = 12_000

/** Tells that something was done, with a button that takes it back. */
export function notifyUndo(message: string, onUndo: () => void): void {
  const id = notifications.show({
    closeButtonProps: closeButton(),
    autoClose: UNDO_MS,
    message: (
      <>
        {message}{' '}
        <Button
          size="compact-xs"
          variant="subtle"
          onClick={() => {
            notifications.hide(id)
            onUndo()
          }}
        >
          {i18next.t('shell.undo')}
        </Button>
      </>
    ),
  })
}
