import { useTranslation } from 'react-i18next'
import type { RequestFilter } from '../../../electron/shared/contract/activity.ts'
import { CallFailed } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { saveFile } from '../../ui/save-file.ts'
import { exportRequests } from './export-requests.ts'

/** Hands requests to the person as a file. */
export function useExport(): (filter: RequestFilter, format: 'csv' | 'json') => Promise<void> {
  const { t } = useTranslation()
  return async (filter, format) => {
    try {
      const name = `gemini-balance-requests.${format}`
      saveFile(await exportRequests(filter, format), name)
      notifyDone(t('statistics.export.done', { name }))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    }
  }
}
