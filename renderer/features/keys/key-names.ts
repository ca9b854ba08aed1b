import { useCallback, useMemo } from 'react'
import { useCall } from '../../queries.ts'

/** How a key is called by its id: its label, or its mask; nothing for one that is gone. */
export function useKeyNames(): (id: string) => string {
  const { data } = useCall('keys.list', {})
  const names = useMemo(
    () => new Map(data?.keys.map(({ id, label, masked }) => [id, label === '' ? masked : label])),
    [data],
  )
  return useCallback((id) => names.get(id) ?? '', [names])
}
