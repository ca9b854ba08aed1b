import { notifications } from '@mantine/notifications'
import i18next from 'i18next'
import type { CallFailed } from '../queries.ts'
import { errorWords } from './error-words.ts'

/** Tells that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 3000, closeButtonProps: closeButton() })
}

/** Tells why something was not done. */
export function notifyFailed(error: CallFailed): void {
  notifications.show({
    color: 'red',
    message: errorWords(error, i18next.t),
    autoClose: 8000,
    closeButtonProps: closeButton(),
  })
}

/** What a screen reader calls the cross of a notification. */
export function closeButton(): { 'aria-label': string } {
  return { 'aria-label': i18next.t('shell.close') }
}
