/** Calls about images: drawing them to try a model, and those kept on this machine. */
import { z } from 'zod'
import { imageSizes } from '../image-sizes.ts'
import { takes } from './action.ts'

/** Chosen by the caller, so that it knows its own progress from the first image on. */
const id = z.string().min(1).max(64)
const name = z.string().min(1).max(80)

const reference = z.union([
  /** One that is kept here. */
  z.strictObject({ name }),
  /** One that was dropped or pasted. */
  z.strictObject({ dataUrl: z.string().startsWith('data:image/').max(40_000_000) }),
])
export type ImageReference = z.infer<typeof reference>

const wish = z.strictObject({
  /** May hold the tags `{n:…}` and `{ratio:…}`, which count more than the fields. */
  prompt: z.string().trim().min(1).max(32_000),
  model: z.string().max(200).exactOptional(),
  count: z.int().min(1).max(10).default(1),
  /** `16:9`; absent leaves it to the model. */
  ratio: z
    .string()
    .regex(/^\d{1,2}:\d{1,2}$/)
    .exactOptional(),
  /** The resolution in Google's words; absent leaves it to the model. */
  size: z.enum(imageSizes).exactOptional(),
  references: z.array(reference).max(16).default([]),
})
export type ImageWish = z.infer<typeof wish>

/** An image kept here; it is shown from `/images/<name>` of wherever the page came from. */
export interface ListedImage {
  name: string
  mimeType: string
  bytes: number
  createdAtMs: number
  /** What was asked for; empty where that is not known. */
  prompt: string
  model: string
}

export interface DrawnImages {
  /** Those that were drawn, also when others failed or it was stopped half way. */
  images: ListedImage[]
  /** Why others were not, each reason once. */
  failures: string[]
  isStopped: boolean
}

export const imageActions = {
  /** Draws and keeps images; until all are there `images.progress` tells. */
  'images.generate': takes(wish.extend({ id })).gives<DrawnImages>(),
  /** What has been drawn by then is the outcome of its call. */
  'images.stop': takes(z.strictObject({ id })).gives<{ stopped: boolean }>(),
  /** Newest first. */
  'images.list': takes(
    z.strictObject({
      offset: z.int().min(0).default(0),
      limit: z.int().min(1).max(100_000).default(100),
    }),
  ).gives<{ images: ListedImage[]; total: number }>(),
  'images.delete': takes(z.strictObject({ names: z.array(name).min(1).max(10_000) })).gives<{
    deleted: number
  }>(),
  /** Asks where to, and writes a copy there; a browser downloads from the image's address instead. */
  'images.save': takes(z.strictObject({ name })).gives<{ saved: boolean }>(),
}

export interface ImageEvents {
  /** How many images of a call are through, drawn or not. */
  'images.progress': { id: string; done: number; total: number }
  /** Images came or went. */
  'images.changed': { total: number }
}
