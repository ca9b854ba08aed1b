/** Calls about the models that the keys have. */
import { z } from 'zod'
import { takes } from './action.ts'

export interface ModelInfo {
  /** As a client names it: `gemini-3.6-flash`, `gemini-3.6-flash-search`. */
  id: string
  displayName?: string
  inputTokenLimit?: number
  outputTokenLimit?: number
  methods: string[]
  kind: 'chat' | 'image' | 'embedding' | 'speech' | 'other'
}

export const modelActions = {
  'models.list': takes(z.strictObject({})).gives<{ models: ModelInfo[]; fetchedAtMs?: number }>(),
}
