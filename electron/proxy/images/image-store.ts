/** Images on the disk of this machine, each with a note of what it is, and none for longer than wanted. */
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { recordedText } from '../../shared/recorded-text.ts'
import { createListeners } from '../../shared/listeners.ts'
import { imageTypeOf, isImageName, newImageName } from './image-name.ts'
import { expired, type RetentionRules } from './retention.ts'

export interface StoredImage {
  /** With its ending; the last segment of its link. */
  name: string
  mimeType: string
  bytes: number
  createdAtMs: number
  /** What was asked for, without secrets; empty where that is not known. */
  prompt: string
  model: string
  /** Of the model that drew it (conformance A6). */
  signature?: string
}

export interface NewImage extends Pick<StoredImage, 'mimeType' | 'prompt' | 'model' | 'signature'> {
  content: Buffer
}

export interface ImageStore {
  readonly folder: string
  /** Writes an image. Rejects with the system's error, a full disk say. */
  save(image: NewImage): Promise<StoredImage>
  /** An image and its content; undefined when there is none of that name. */
  read(name: string): Promise<{ image: StoredImage; content: Buffer } | undefined>
  /** Where the file of an image is. */
  pathOf(name: string): string
  /** How many there are, as far as the folder has been looked at. */
  count(): number
  /** All images, newest first. */
  list(): Promise<StoredImage[]>
  /** Deletes images for good; names that do not exist are no error. Gives how many were there. */
  delete(names: readonly string[]): Promise<number>
  /** Calls back when images came or went; returns the way to stop it. */
  onChange(listener: () => void): () => void
  /** Resolves when nothing is being deleted any more. */
  settled(): Promise<void>
  /** No more looking for what has become too old. */
  close(): void
}

export interface ImageStoreParts {
  /** Made with the first image. */
  folder: string
  rules(): RetentionRules
  nowMs(): number
  /** Removes secrets from a text: people paste keys into prompts, too. */
  redact(text: string): string
  /** Hears why old images could not be deleted. */
  onProblem(error: unknown): void
}

const DRAFT_ENDING = '.part'
const SWEEP_EVERY_MS = 3_600_000

/** Opens the store; what is in the folder is looked at when it is first needed. */
export function createImageStore(parts: ImageStoreParts): ImageStore {
  const { folder, rules, nowMs, redact, onProblem } = parts
  const changes = createListeners<void>()
  let known: Promise<Map<string, StoredImage>> | undefined
  let sweeping: Promise<void> = Promise.resolve()

  let total = 0
  const images = () => {
    known ??= readFolder(folder).catch((error: unknown) => {
      // What went wrong once need not go wrong for ever.
      known = undefined
      throw error
    })
    return known
  }
  const tellChange = (all: ReadonlyMap<string, StoredImage>) => {
    total = all.size
    changes.notify()
  }
  const remove = async (names: readonly string[]): Promise<number> => {
    const all = await images()
    const there = names.filter((name) => all.has(name))
    for (const name of there) {
      await rm(join(folder, name), { force: true })
      await rm(join(folder, `${name}.json`), { force: true })
      all.delete(name)
    }
    if (there.length > 0) tellChange(all)
    return there.length
  }
  const sweep = async () => {
    try {
      await remove(expired([...(await images()).values()], rules(), nowMs()))
    } catch (error) {
      onProblem(error)
    }
  }

  // Images become too old also while nobody draws.
  const daily = setInterval(() => {
    sweeping = sweeping.then(sweep)
  }, SWEEP_EVERY_MS)
  daily.unref()

  return {
    folder,
    async save({ content, ...given }) {
      const all = await images()
      const name = newImageName(given.mimeType)
      const prompt = recordedText(given.prompt, redact)
      const image = { ...given, prompt, name, bytes: content.length, createdAtMs: nowMs() }
      await mkdir(folder, { recursive: true, mode: 0o700 })
      // A link never leads to half an image: it gets its name when it is whole.
      const draft = join(folder, `${name}${DRAFT_ENDING}`)
      try {
        await writeFile(draft, content)
        await writeFile(join(folder, `${name}.json`), JSON.stringify(image))
        await rename(draft, join(folder, name))
      } catch (error) {
        await Promise.all(
          [draft, join(folder, `${name}.json`)].map((path) => rm(path, { force: true })),
        )
        throw error
      }
      all.set(name, image)
      tellChange(all)
      // Nobody waits for old ones to go.
      sweeping = sweeping.then(sweep)
      return image
    },
    async read(name) {
      const image = isImageName(name) ? (await images()).get(name) : undefined
      if (image === undefined) return undefined
      try {
        return { image, content: await readFile(join(folder, name)) }
      } catch (error) {
        if (!isMissing(error)) throw error
        // Somebody tidied up the folder by hand.
        await remove([name])
        return undefined
      }
    },
    async list() {
      const all = [...(await images()).values()]
      return all.toSorted((one, other) => other.createdAtMs - one.createdAtMs)
    },
    pathOf: (name) => join(folder, name),
    count: () => total,
    delete: remove,
    onChange: (listener) => changes.add(listener),
    settled: () => sweeping,
    close: () => clearInterval(daily),
  }
}

async function readFolder(folder: string): Promise<Map<string, StoredImage>> {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isMissing(error)) return []
    throw error
  })
  // Left by a process that ended while it wrote.
  for (const draft of names.filter((name) => name.endsWith(DRAFT_ENDING))) {
    await rm(join(folder, draft), { force: true })
  }
  const found = new Map<string, StoredImage>()
  // One after the other: thousands of open files are more than some systems allow.
  for (const name of names.filter(isImageName)) found.set(name, await readNote(folder, name))
  return found
}

/** What is known of an image; of one whose note is lost, what the file itself tells. */
async function readNote(folder: string, name: string): Promise<StoredImage> {
  const { size: bytes, mtimeMs } = await stat(join(folder, name))
  const fallback = {
    name,
    bytes,
    createdAtMs: mtimeMs,
    mimeType: imageTypeOf(name),
    prompt: '',
    model: '',
  }
  try {
    const note: unknown = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'))
    return typeof note === 'object' && note !== null
      ? { ...fallback, ...note, name, bytes }
      : fallback
  } catch (error) {
    if (isMissing(error) || error instanceof SyntaxError) return fallback
    throw error
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT'
}
