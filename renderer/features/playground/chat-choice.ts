import { useState } from 'react'
import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import type { ChatOptions } from './use-chat.ts'

const STORED_AS = 'playground-chat'
const PLAIN: ChatOptions = { model: '', search: false, thinking: 'default' }
/** What somebody who has chosen nothing begins with, where the keys have it. */
const FIRST_CHOICE = /^gemini-[\d.]+-flash$/

/** Model and switches as they were left the last time; the model is one that there is. */
export function useChatOptions(models: readonly ModelInfo[]) {
  const [chosen, setChosen] = useState<ChatOptions>(stored)
  const isThere = models.some(({ id }) => id === chosen.model)
  const first = models.find(({ id }) => FIRST_CHOICE.test(id)) ?? models[0]
  const options = isThere ? chosen : { ...chosen, model: first?.id ?? '' }
  const change = (part: Partial<ChatOptions>) => {
    const next = { ...options, ...part }
    setChosen(next)
    localStorage.setItem(STORED_AS, JSON.stringify(next))
  }
  return [options, change] as const
}

function stored(): ChatOptions {
  const text = localStorage.getItem(STORED_AS)
  if (text === null) return PLAIN
  try {
    return { ...PLAIN, ...(JSON.parse(text) as Partial<ChatOptions>) }
  } catch {
    return PLAIN
  }
}
