/** Text for a bug report, into the clipboard. */
import { useTranslation } from 'react-i18next'
import { useAction } from '../queries.ts'
import { useCopy } from './copy.tsx'
import { notifyDone, notifyFailed } from './notify.ts'

/** Fetches the text, copies it and says so. */
export function useCopyDiagnostics() {
  const { t } = useTranslation()
  const copy = useCopy()
  return useAction('app.diagnostics', {
    onError: notifyFailed,
    async onSuccess({ text }) {
      if (await copy(text)) notifyDone(t('requests.log.diagnosticsDone'))
    },
  })
}
