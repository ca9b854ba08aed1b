import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../queries.ts'

const LIST = 'images.list'
const NEWEST = { offset: 0, limit: 1 }

/**
 * The newest images, up to `limit`. What others draw or delete in the meantime moves nothing that
 * somebody is looking at: it is only known that there is something, until it is asked for.
 */
export function useKeptImages(limit: number) {
  const client = useQueryClient()
  const kept = useCall(LIST, { offset: 0, limit }, { keepsPrevious: true, staleTimeMs: 0 })
  const [isWatched, setWatched] = useState(false)
  const newest = useCall(LIST, NEWEST, { enabled: isWatched, staleTimeMs: 0 })
  useEffect(
    () =>
      bridge.on('images.changed', () => {
        setWatched(true)
        void client.invalidateQueries({ queryKey: [LIST, NEWEST] })
      }),
    [client],
  )
  const hasNews =
    newest.data !== undefined &&
    kept.data !== undefined &&
    (newest.data.total !== kept.data.total ||
      newest.data.images[0]?.name !== kept.data.images[0]?.name)
  return {
    kept,
    hasNews,
    refresh: () => void client.invalidateQueries({ queryKey: [LIST] }),
  }
}
