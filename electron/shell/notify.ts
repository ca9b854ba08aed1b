/** Notifications of the system that can be clicked for as long as they are there. */
import { Notification } from 'electron'

/** What may still be clicked: Electron takes away what nothing refers to any more. */
const shown = new Set<Notification>()
/** Not every system says when one is gone; nobody looks for one that is followed by so many. */
const MOST_SHOWN = 20

/** Shows one; `onClick` is called however long a person takes. */
export function notify(text: { title: string; body: string }, onClick?: () => void): void {
  const notification = new Notification(text)
  const forget = () => shown.delete(notification)
  notification.on('click', () => {
    forget()
    onClick?.()
  })
  notification.on('failed', forget)
  notification.show()
  shown.add(notification)
  const [oldest] = shown
  if (shown.size > MOST_SHOWN && oldest !== undefined) shown.delete(oldest)
}
