import { useLocation } from 'wouter'
import { useHistoryState } from 'wouter/use-browser-location'

/** Which thing stands open above this page, by its id, and what opens one; going back closes it. */
export function useOpened(): [string | undefined, (id: string | undefined) => void] {
  const [location, navigate] = useLocation()
  const opened = useHistoryState<{ opened?: string } | null>()?.opened
  const open = (id: string | undefined) => {
    if (id === undefined) {
      if (opened !== undefined) history.back()
      return
    }
    navigate(location, { state: { opened: id }, replace: opened !== undefined })
  }
  return [opened, open]
}
