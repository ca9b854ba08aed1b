/** From a drawn image to an address under which it can be seen, wherever the settings put images. */
import type { DrawnImage } from '../../convert/openai-images/image-answer.ts'
import type { Settings } from '../../shared/settings.ts'
import { newImageName } from './image-name.ts'
import type { ImageHosts } from './image-hosts.ts'
import type { ImageStore, StoredImage } from './image-store.ts'

/** An image with what was asked for. */
export interface AskedImage extends DrawnImage {
  prompt: string
  model: string
}

export interface Delivery {
  /** An http(s) address, or the image itself as a data URL. */
  url: string
  /** Where it was kept on this machine. */
  stored?: StoredImage
  /** Why it is not where the settings want it, for a person. */
  problem?: string
}

export interface ImageDelivery {
  /**
   * Puts an image where the `uploadProvider` setting says. Where that fails it is kept on this
   * machine, and where that fails too it comes as data: an image that was paid for is never lost.
   * @param origin under which the client reaches this service, for links: `http://127.0.0.1:8000`
   * @throws the signal's reason
   */
  deliver(image: AskedImage, origin: string, signal: AbortSignal): Promise<Delivery>
}

export interface ImageDeliveryParts {
  settings(): Pick<Settings, 'uploadProvider'>
  store: ImageStore
  hosts: ImageHosts
  /** Hears why an image could not be written. */
  onProblem(error: unknown): void
}

/** Makes deliveries. */
export function createImageDelivery(parts: ImageDeliveryParts): ImageDelivery {
  const { settings, store, hosts, onProblem } = parts

  const keep = async (image: AskedImage, content: Buffer, origin: string): Promise<Delivery> => {
    const { data: _, ...about } = image
    try {
      const stored = await store.save({ ...about, content })
      return { url: `${origin}/images/${stored.name}`, stored }
    } catch (error) {
      onProblem(error)
      const reason =
        error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
      return { url: dataUrl(image), problem: `The image could not be written to disk (${reason})` }
    }
  }

  return {
    async deliver(image, origin, signal) {
      if (settings().uploadProvider === 'none') return { url: dataUrl(image) }
      const bytes = Buffer.from(image.data, 'base64')
      const { mimeType } = image
      const upload = hosts.upload({ name: newImageName(mimeType), mimeType, bytes }, signal)
      const outcome = await upload
      if (outcome?.kind === 'uploaded') return { url: outcome.url }
      const kept = await keep(image, bytes, origin)
      return outcome === undefined
        ? kept
        : { ...kept, problem: [outcome.failure.message, kept.problem].filter(Boolean).join(' ') }
    },
  }
}

/** The image itself as an address. */
export function dataUrl({ mimeType, data }: DrawnImage): string {
  return `data:${mimeType};base64,${data}`
}
