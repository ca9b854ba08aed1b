import { describe, expect, it } from 'vitest'
import { type ChatAction, chatReducer, type ChatState, messagesOf } from './conversation.ts'

const EMPTY: ChatState = { turns: [], runningId: undefined }
const answer = { text: 'Hello!', thoughts: '', isStopped: false, totalMs: 12 }
const after = (...actions: ChatAction[]) => actions.reduce(chatReducer, EMPTY)
const asked: ChatAction = { kind: 'asked', id: '1', text: 'Hi' }

describe('a conversation', () => {
  it('shows an answer growing, and then the whole of it with its figures', () => {
    const growing = after(asked, { kind: 'piece', id: '1', text: 'Hel', thoughts: 'hm' })
    expect(growing.turns.at(-1)).toMatchObject({ text: 'Hel', thoughts: 'hm' })
    expect(growing.runningId).toBe('1')
    const whole = chatReducer(growing, { kind: 'answered', id: '1', answer })
    expect(whole.turns.at(-1)).toMatchObject({ text: 'Hello!', thoughts: '', answer })
    expect(whole.runningId).toBeUndefined()
  })

  it('keeps what had come of an answer that broke off, and says why', () => {
    const { turns } = after(
      asked,
      { kind: 'piece', id: '1', text: 'Hel', thoughts: '' },
      { kind: 'failed', id: '1', message: 'Gone' },
    )
    expect(turns.at(-1)).toMatchObject({ text: 'Hel', failure: 'Gone' })
  })

  it('replaces the last answer when it is asked for again', () => {
    const { turns, runningId } = after(
      asked,
      { kind: 'answered', id: '1', answer },
      { kind: 'again', id: '2' },
    )
    expect(turns.map(({ id, text }) => [id, text])).toEqual([
      ['1-asked', 'Hi'],
      ['2', ''],
    ])
    expect(runningId).toBe('2')
  })

  it('takes no notice of pieces that come after the end', () => {
    const done = after(asked, { kind: 'answered', id: '1', answer })
    expect(chatReducer(done, { kind: 'piece', id: '1', text: '!', thoughts: '' })).toBe(done)
    const cleared = after(asked, { kind: 'cleared' }, { kind: 'answered', id: '1', answer })
    expect(cleared.turns).toEqual([])
  })

  it('tells the model nothing of an answer that never came', () => {
    const { turns } = after(asked, { kind: 'failed', id: '1', message: 'Gone' })
    expect(messagesOf(turns)).toEqual([{ role: 'user', content: 'Hi' }])
  })
})
