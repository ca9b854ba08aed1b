/** Answers the calls about images, and tells how far each drawing has come. */
import type { ImageStore, StoredImage } from '../../proxy/images/image-store.ts'
import type { InsideCall } from '../../proxy/inside-call.ts'
import type { Handlers } from '../../shared/contract.ts'
import type {
  DrawnImages,
  ImageEvents,
  ImageWish,
  ListedImage,
} from '../../shared/contract/images.ts'
import { createListeners } from '../../shared/listeners.ts'
import { CallFailed } from '../call-failed.ts'
import type { Feed } from '../events.ts'
import { createLatestFeed } from '../latest-feed.ts'
import { countOf, drawOne, referencesOf } from './draw-images.ts'

type Progress = ImageEvents['images.progress']

export interface ImageHandlerParts {
  store: ImageStore
  settings(): { createImageModel: string }
  /** The way into the service; undefined while its port is closed. */
  inside(): InsideCall | undefined
  /** Asks a person where to and writes a copy; absent where there is no such dialog. */
  saveCopy?: ((path: string) => Promise<boolean>) | undefined
}

export interface ImageHandlers {
  readonly handlers: Handlers<`images.${'generate' | 'stop' | 'list' | 'delete' | 'save'}`>
  readonly progress: Feed<Progress>
  readonly changes: Feed<ImageEvents['images.changed']>
  /** Stops every drawing. */
  close(): void
}

/** Starts without any drawing; several may be under way at a time. */
export function createImageHandlers(parts: ImageHandlerParts): ImageHandlers {
  const { store } = parts
  const running = new Map<string, AbortController>()
  const news = createListeners<Progress>()
  return {
    handlers: {
      'images.generate': async ({ id, ...wish }) => {
        if (running.has(id))
          throw new CallFailed('conflict', 'id: a drawing of this id is under way')
        const stop = new AbortController()
        running.set(id, stop)
        try {
          return await draw(parts, wish, stop.signal, (done, total) =>
            news.notify({ id, done, total }),
          )
        } finally {
          running.delete(id)
        }
      },
      'images.stop': ({ id }) => {
        running.get(id)?.abort()
        return { stopped: running.has(id) }
      },
      'images.list': async ({ offset, limit }) => {
        const all = await store.list()
        return { images: all.slice(offset, offset + limit).map(listed), total: all.length }
      },
      'images.delete': async ({ names }) => ({ deleted: await store.delete(names) }),
      'images.save': async ({ name }) => {
        if (parts.saveCopy === undefined) {
          throw new CallFailed('not_here', 'Only the desktop app can do that')
        }
        const found = await store.read(name)
        if (found === undefined) throw new CallFailed('not_found', 'The image is gone')
        return { saved: await parts.saveCopy(store.pathOf(name)) }
      },
    },
    progress: createLatestFeed(news.add, ({ id }) => id),
    changes: changesOf(store),
    close() {
      for (const stop of running.values()) stop.abort()
      news.clear()
    },
  }
}

async function draw(
  { inside, store, settings }: ImageHandlerParts,
  wish: ImageWish,
  signal: AbortSignal,
  onProgress: (done: number, total: number) => void,
): Promise<DrawnImages> {
  const call = inside()
  if (call === undefined) throw new CallFailed('conflict', 'The service is stopped; start it')
  const total = countOf(wish)
  const references = await referencesOf(wish.references, store)
  const drawing = { call, store, createImageModel: settings().createImageModel }
  let done = 0
  const onImage = () => onProgress((done += 1), total)
  onProgress(0, total)
  const outcomes = await Promise.allSettled(
    Array.from({ length: total }, () => drawOne(wish, references, drawing, { signal, onImage })),
  )
  const images = outcomes.flatMap((one) => (one.status === 'fulfilled' ? listed(one.value) : []))
  if (signal.aborted) return { images, failures: [], isStopped: true }
  const reasons = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason] : []))
  if (images.length === 0) throw reasons[0]
  return { images, failures: [...new Set(reasons.map(wordsOf))], isStopped: false }
}

/** What went wrong, for a person. Throws what is a fault of our own. */
function wordsOf(reason: unknown): string {
  if (reason instanceof CallFailed) return reason.message
  throw reason
}

/** Signatures are for Google only. */
function listed(image: StoredImage): ListedImage {
  const { name, mimeType, bytes, createdAtMs, prompt, model } = image
  return { name, mimeType, bytes, createdAtMs, prompt, model }
}

function changesOf(store: ImageStore): Feed<ImageEvents['images.changed']> {
  return { watch: (wake) => store.onChange(wake), take: () => ({ total: store.count() }) }
}
