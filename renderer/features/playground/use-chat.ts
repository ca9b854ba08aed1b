import i18next from 'i18next'
import { useEffect, useReducer, useRef } from 'react'
import type {
  PlaygroundChat,
  PlaygroundMessage,
} from '../../../electron/shared/contract/playground.ts'
import { bridge } from '../../bridge.ts'
import { call, CallFailed } from '../../queries.ts'
import { newId } from '../../ui/new-id.ts'
import { errorWords } from '../../ui/error-words.ts'
import { type ChatState, chatReducer, messagesOf } from './conversation.ts'

export type ChatOptions = Omit<PlaygroundChat, 'messages'>

export interface Chat extends ChatState {
  /** Adds what a person says and asks for the answer. */
  send(text: string, options: ChatOptions): void
  stop(): void
  /** Asks once more for the last answer. */
  again(options: ChatOptions): void
  clear(): void
}

const EMPTY: ChatState = { turns: [], runningId: undefined }

/** A conversation with a model; leaving the page stops the answer under way. */
export function useChat(): Chat {
  const [state, dispatch] = useReducer(chatReducer, EMPTY)
  const running = useRef<string>(undefined)
  useEffect(
    () => bridge.on('playground.progress', (piece) => dispatch({ kind: 'piece', ...piece })),
    [],
  )
  useEffect(() => () => stopAnswer(running.current), [])

  const ask = async (id: string, messages: PlaygroundMessage[], options: ChatOptions) => {
    running.current = id
    try {
      const answer = await call('playground.chat', { id, messages, ...options })
      dispatch({ kind: 'answered', id, answer })
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      dispatch({ kind: 'failed', id, message: errorWords(error, i18next.t) })
    } finally {
      running.current = undefined
    }
  }
  return {
    ...state,
    send(text, options) {
      const id = newId()
      dispatch({ kind: 'asked', id, text })
      void ask(id, [...messagesOf(state.turns), { role: 'user', content: text }], options)
    },
    stop: () => stopAnswer(running.current),
    again(options) {
      const id = newId()
      const asked = state.turns.slice(0, -1)
      dispatch({ kind: 'again', id })
      void ask(id, messagesOf(asked), options)
    },
    clear() {
      stopAnswer(running.current)
      dispatch({ kind: 'cleared' })
    },
  }
}

function stopAnswer(id: string | undefined): void {
  if (id !== undefined) void bridge.call('playground.stop', { id })
}
