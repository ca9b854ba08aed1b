import { useEffect, useRef, useState } from 'react'

/**
 * Takes files that are dropped or pasted anywhere on the page.
 * @returns whether somebody is dragging a file over it
 */
export function useDroppedFiles(onFiles: (files: readonly File[]) => void): boolean {
  const [isDragging, setDragging] = useState(false)
  const take = useRef(onFiles)
  useEffect(() => {
    take.current = onFiles
  })
  useEffect(() => {
    const over = (event: DragEvent) => {
      // Text that is dragged belongs to the fields.
      if (event.dataTransfer?.types.includes('Files') !== true) return
      event.preventDefault()
      setDragging(true)
    }
    const leave = ({ relatedTarget }: DragEvent) => {
      if (relatedTarget === null) setDragging(false)
    }
    const takeAll = (event: Event, data: DataTransfer | null) => {
      setDragging(false)
      const files = [...(data?.files ?? [])]
      if (files.length === 0) return
      event.preventDefault()
      take.current(files)
    }
    const drop = (event: DragEvent) => takeAll(event, event.dataTransfer)
    const paste = (event: ClipboardEvent) => takeAll(event, event.clipboardData)
    const aborted = new AbortController()
    const { signal } = aborted
    addEventListener('dragover', over, { signal })
    addEventListener('dragleave', leave, { signal })
    addEventListener('drop', drop, { signal })
    addEventListener('paste', paste, { signal })
    return () => aborted.abort()
  }, [])
  return isDragging
}
