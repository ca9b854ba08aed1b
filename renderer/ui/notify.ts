import { notifications } from '@mantine/notifications'
import type { CallFailed } from '../queries.ts'

/** Tells that something was done. */
export function notifyDone(message: string): void {
  notifications.show({ message, autoClose: 3000 })
}

/** Tells why something was not done. */
export function notifyFailed(error: CallFailed): void {
  notifications.show({ color: 'red', message: error.message, autoClose: 8000 })
}
