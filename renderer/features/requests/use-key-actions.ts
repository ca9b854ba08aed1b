import { useTranslation } from 'react-i18next'
import type { RequestFilter } from '../../../electron/shared/contract/activity.ts'
import { call, CallFailed } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'

export type KeyAction = 'verify' | 'reset' | 'disable'
export const keyActions: readonly KeyAction[] = ['verify', 'reset', 'disable']

/** Does something with keys: with these, or with those that were refused in some requests. */
export function useKeyActions(): (
  action: KeyAction,
  whose: { ids: readonly string[] } | { filter: RequestFilter },
) => Promise<void> {
  const { t } = useTranslation()
  const act = async (action: KeyAction, ids: string[]) => {
    if (action === 'verify') {
      const { total } = await call('keys.verify', { ids })
      return notifyDone(t('requests.done.verifying', { count: total }))
    }
    if (action === 'reset') {
      const { reset } = await call('keys.reset', { ids })
      return notifyDone(t('requests.done.reset', { count: reset }))
    }
    const { updated } = await call('keys.update', { ids, change: { enabled: false } })
    return notifyDone(t('requests.done.disabled', { count: updated }))
  }
  return async (action, whose) => {
    try {
      const behind =
        'ids' in whose
          ? whose.ids
          : (await call('activity.keysBehind', { filter: whose.filter })).keyIds
      // Keys that were deleted since can only be left alone.
      const known = new Set((await call('keys.list', {})).keys.map(({ id }) => id))
      const ids = behind.filter((id) => known.has(id))
      if (ids.length === 0) notifyDone(t('requests.done.noKeys'))
      else await act(action, ids)
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    }
  }
}
