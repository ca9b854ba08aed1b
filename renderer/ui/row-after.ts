interface Place {
  row: number
  count: number
  perPage: number
  /** Whether a row can have the focus. */
  isStop(row: number): boolean
}

/** The row that a key leads to; undefined where it leads nowhere. Pure. */
export function rowAfter(key: string, { row, count, perPage, isStop }: Place): number | undefined {
  const wanted = {
    ArrowDown: row + 1,
    ArrowUp: row - 1,
    PageDown: row + perPage,
    PageUp: row - perPage,
    Home: 0,
    End: count - 1,
  }[key]
  if (wanted === undefined) return undefined
  const first = Math.min(Math.max(wanted, 0), count - 1)
  const step = first < row ? -1 : 1
  for (const direction of [step, -step]) {
    for (let at = first; at >= 0 && at < count; at += direction) if (isStop(at)) return at
  }
  return undefined
}
