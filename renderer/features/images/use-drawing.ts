import i18next from 'i18next'
import { useEffect, useRef, useState } from 'react'
import type { ActionInput } from '../../../electron/shared/contract.ts'
import type { DrawnImages } from '../../../electron/shared/contract/images.ts'
import { bridge } from '../../bridge.ts'
import { call, CallFailed } from '../../queries.ts'
import { newId } from '../../ui/new-id.ts'
import { errorWords } from '../../ui/error-words.ts'

export type Wish = Omit<ActionInput<'images.generate'>, 'id'>

/** What is chosen anew; undefined leaves it to the model. */
export type WishPart = { [Name in keyof Wish]?: Wish[Name] | undefined }

export interface Drawing {
  /** How far a drawing under way has come. */
  progress: { done: number; total: number } | undefined
  /** Why the last one, or a part of it, came to nothing. */
  failure: string | undefined
  draw(wish: Wish): void
  stop(): void
}

/** Drawings one after the other; leaving the page stops the one under way. */
export function useDrawing(onDrawn: () => void): Drawing {
  const [progress, setProgress] = useState<Drawing['progress']>()
  const [failure, setFailure] = useState<string>()
  const running = useRef<string>(undefined)
  useEffect(
    () =>
      bridge.on('images.progress', ({ id, done, total }) => {
        if (id === running.current) setProgress({ done, total })
      }),
    [],
  )
  useEffect(() => () => stopDrawing(running.current), [])
  const draw = async (wish: Wish) => {
    const id = newId()
    running.current = id
    setFailure(undefined)
    setProgress({ done: 0, total: wish.count ?? 1 })
    try {
      setFailure(reasonOf(await call('images.generate', { id, ...wish })))
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      setFailure(errorWords(error, i18next.t))
    } finally {
      running.current = undefined
      setProgress(undefined)
      onDrawn()
    }
  }
  return {
    progress,
    failure,
    draw: (wish) => void draw(wish),
    stop: () => stopDrawing(running.current),
  }
}

function stopDrawing(id: string | undefined): void {
  if (id !== undefined) void bridge.call('images.stop', { id })
}

function reasonOf({ failures }: DrawnImages): string | undefined {
  return failures.length === 0 ? undefined : failures.join(' ')
}
