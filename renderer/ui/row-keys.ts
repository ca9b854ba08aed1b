/** A list of rows as one stop of the Tab key: arrow keys go from row to row, and within one. */
import type { Virtualizer } from '@tanstack/react-virtual'
import { useEffect, useRef, useState } from 'react'
import { rowAfter } from './row-after.ts'

/** What can have the focus in a row. */
const CONTROLS = 'button, input, a[href]'

type List = Virtualizer<HTMLDivElement, Element>

export interface RowKeys {
  /** Of every row: its index, by which it is found. */
  rowProps(index: number): { 'data-row': number; onFocus(): void }
  /** Of every control of a row. */
  tabIndexIn(index: number): 0 | -1
}

/**
 * Makes a virtual list one that is walked through with the arrow keys, Home, End and the page keys.
 * Rows that are not drawn yet are scrolled to first.
 * @param isStop whether a row has anything that can have the focus
 */
export function useRowKeys(
  list: List,
  count: number,
  isStop: (index: number) => boolean = () => true,
): RowKeys {
  const [current, setCurrent] = useState(0)
  const wanted = useRef<{ row: number; control: number }>(undefined)
  const drawn = list.getVirtualItems().flatMap(({ index }) => (isStop(index) ? index : []))
  const stop = drawn.includes(current) ? current : drawn[0]

  useEffect(() => {
    if (wanted.current === undefined) return
    const { row, control } = wanted.current
    const controls = controlsOf(list.scrollElement, row)
    if (controls.length === 0) return
    wanted.current = undefined
    controls[Math.min(control, controls.length - 1)]?.focus({ preventScroll: true })
  })

  useEffect(() => {
    const { scrollElement } = list
    const onKeyDown = (event: KeyboardEvent) => {
      const at = placeOf(event.target)
      if (at === undefined || event.altKey || event.ctrlKey || event.metaKey) return
      const aside = { ArrowLeft: -1, ArrowRight: 1 }[event.key]
      if (aside !== undefined) {
        event.preventDefault()
        controlsOf(scrollElement, at.row)[at.control + aside]?.focus()
        return
      }
      const perPage = Math.max(1, drawn.length - 2 * list.options.overscan - 1)
      const row = rowAfter(event.key, { row: at.row, count, perPage, isStop })
      if (row === undefined) return
      event.preventDefault()
      if (row === at.row) return
      wanted.current = { row, control: at.control }
      setCurrent(row)
      list.scrollToIndex(row)
    }
    scrollElement?.addEventListener('keydown', onKeyDown)
    return () => scrollElement?.removeEventListener('keydown', onKeyDown)
  })

  return {
    rowProps: (index) => ({ 'data-row': index, onFocus: () => setCurrent(index) }),
    tabIndexIn: (index) => (index === stop ? 0 : -1),
  }
}

function controlsOf(scroll: Element | null, row: number): HTMLElement[] {
  return [...(scroll?.querySelectorAll<HTMLElement>(`[data-row="${row}"] :is(${CONTROLS})`) ?? [])]
}

function placeOf(target: EventTarget | null): { row: number; control: number } | undefined {
  if (!(target instanceof HTMLElement)) return undefined
  const row = target.closest<HTMLElement>('[data-row]')
  if (row === null) return undefined
  const control = [...row.querySelectorAll(CONTROLS)].indexOf(target)
  return control === -1 ? undefined : { row: Number(row.dataset['row']), control }
}
