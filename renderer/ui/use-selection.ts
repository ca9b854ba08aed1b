/** Which rows of a list are selected, by id. */
import { useCallback, useEffect, useRef, useState } from 'react'

export interface Selection {
  ids: ReadonlySet<string>
  select(ids: readonly string[], on: boolean): void
  clear(): void
}

/** Nothing is selected at first. */
export function useSelection(): Selection {
  const [ids, setIds] = useState<ReadonlySet<string>>(new Set())
  const select = useCallback((wanted: readonly string[], on: boolean) => {
    setIds((before) => {
      const after = new Set(before)
      for (const id of wanted) {
        if (on) after.add(id)
        else after.delete(id)
      }
      return after
    })
  }, [])
  const clear = useCallback(() => setIds(new Set()), [])
  return { ids, select, clear }
}

/** Selects one row, or with Shift all from the one before to this one, as file managers do. */
export function useRangeSelect(
  ids: readonly string[],
  select: Selection['select'],
): (id: string, on: boolean, isRange: boolean) => void {
  const anchor = useRef<string>(undefined)
  const order = useRef(ids)
  useEffect(() => {
    order.current = ids
  }, [ids])
  return useCallback(
    (id, on, isRange) => {
      const from = isRange ? order.current.indexOf(anchor.current ?? id) : -1
      const to = order.current.indexOf(id)
      anchor.current = id
      const range = order.current.slice(Math.min(from, to), Math.max(from, to) + 1)
      select(from === -1 ? [id] : range, on)
    },
    [select],
  )
}

/** Whether a box was ticked with Shift held down. */
export function isWithShift({ nativeEvent }: { nativeEvent: Event }): boolean {
  return nativeEvent instanceof MouseEvent && nativeEvent.shiftKey
}
