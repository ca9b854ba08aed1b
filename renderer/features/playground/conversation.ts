/** A conversation and what happens in it; pure. */
import type {
  PlaygroundAnswer,
  PlaygroundMessage,
} from '../../../electron/shared/contract/playground.ts'

export interface Turn {
  id: string
  role: 'user' | 'assistant'
  text: string
  thoughts: string
  /** Figures of an answer that has ended. */
  answer?: PlaygroundAnswer
  /** Why there is no answer, or not all of it. */
  failure?: string
}

export interface ChatState {
  turns: readonly Turn[]
  /** The answer under way. */
  runningId: string | undefined
}

export type ChatAction =
  | { kind: 'asked'; id: string; text: string }
  | { kind: 'again'; id: string }
  | { kind: 'piece'; id: string; text: string; thoughts: string }
  | { kind: 'answered'; id: string; answer: PlaygroundAnswer }
  | { kind: 'failed'; id: string; message: string }
  | { kind: 'cleared' }

/** The conversation after something has happened. */
export function chatReducer(state: ChatState, action: ChatAction): ChatState {
  switch (action.kind) {
    case 'asked': {
      const asked: Turn = { ...emptyTurn(`${action.id}-asked`, 'user'), text: action.text }
      return begun([...state.turns, asked], action.id)
    }
    case 'again':
      return begun(state.turns.slice(0, -1), action.id)
    case 'piece':
      return changed(state, action.id, (turn) => ({
        ...turn,
        text: turn.text + action.text,
        thoughts: turn.thoughts + action.thoughts,
      }))
    case 'answered': {
      const { text, thoughts } = action.answer
      return ended(state, action.id, { text, thoughts, answer: action.answer })
    }
    case 'failed':
      return ended(state, action.id, { failure: action.message })
    case 'cleared':
    default:
      return { turns: [], runningId: undefined }
  }
}

/** What a model is told of the conversation so far; answers that failed are no part of it. */
export function messagesOf(turns: readonly Turn[]): PlaygroundMessage[] {
  return turns.flatMap(({ role, text }) => (text === '' ? [] : { role, content: text }))
}

function emptyTurn(id: string, role: Turn['role']): Turn {
  return { id, role, text: '', thoughts: '' }
}

function begun(turns: readonly Turn[], id: string): ChatState {
  return { turns: [...turns, emptyTurn(id, 'assistant')], runningId: id }
}

/** Pieces of an answer that is not under way any more come too late. */
function changed(state: ChatState, id: string, change: (turn: Turn) => Turn): ChatState {
  if (state.runningId !== id) return state
  return { ...state, turns: state.turns.map((turn) => (turn.id === id ? change(turn) : turn)) }
}

function ended(state: ChatState, id: string, part: Partial<Turn>): ChatState {
  const next = changed(state, id, (turn) => ({ ...turn, ...part }))
  return next === state ? state : { ...next, runningId: undefined }
}
