import { useQueryClient } from '@tanstack/react-query'
import type { ActionOutput } from '../../../electron/shared/contract.ts'
import { call, CallFailed, keysKey } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { notifyUndo } from '../../ui/notify-undo.tsx'
import { type KeyUpdate, undoOf } from './undo-change.ts'

/** Changes keys and offers to take it back; false when it was refused. */
export function useChangeKeys(): (
  updates: readonly KeyUpdate[],
  done: (count: number) => string,
) => Promise<boolean> {
  const client = useQueryClient()
  const send = async (updates: readonly KeyUpdate[]) => {
    let count = 0
    for (const update of updates) count += (await call('keys.update', update)).updated
    return count
  }
  const tryTo = async (work: () => Promise<void>) => {
    try {
      await work()
      return true
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
      return false
    }
  }
  return (updates, done) =>
    tryTo(async () => {
      const listed = client.getQueryData<ActionOutput<'keys.list'>>(keysKey)?.keys ?? []
      const before = updates.flatMap(({ ids, change }) => {
        const wanted = new Set(ids)
        return undoOf(
          listed.filter(({ id }) => wanted.has(id)),
          change,
        )
      })
      const count = await send(updates)
      notifyUndo(done(count), () => void tryTo(async () => void (await send(before))))
    })
}
