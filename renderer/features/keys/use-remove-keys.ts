import { useTranslation } from 'react-i18next'
import { useAction } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { notifyUndo } from '../../ui/notify-undo.tsx'

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
      const words = [
        t('keys.done.deleted', { count: done.deleted }),
        ...(done.returning > 0 ? [t('keys.done.returning', { count: done.returning })] : []),
      ]
      notifyUndo(words.join(' '), () => undo.mutate({ undo: done.undo }))
    },
  })
  return (ids) => remove.mutate({ ids })
}
