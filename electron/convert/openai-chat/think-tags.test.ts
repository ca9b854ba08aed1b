import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { CLOSING_TAG, OPENING_TAG, ThoughtSplitter, withoutThoughts } from './think-tags.ts'

it.each([
  [`${OPENING_TAG}Hmm.${CLOSING_TAG}Yes.`, 'Yes.'],
  ['<think>Hmm.</think>Yes.', 'Yes.'],
  ['\n<think>Hmm.</think>\n\nYes.', 'Yes.'],
  [`${OPENING_TAG}Hmm.${CLOSING_TAG}`, ''],
  ['Write <think>x</think> like that', 'Write <think>x</think> like that'],
  ['<think>never closed', '<think>never closed'],
  ['Yes.', 'Yes.'],
])('of %j %j was said', (content, said) => {
  expect(withoutThoughts(content)).toBe(said)
})

describe('a streamed answer', () => {
  const split = (pieces: readonly string[]) => {
    const splitter = new ThoughtSplitter()
    const parted = [...pieces.map((piece) => splitter.push(piece)), splitter.end()]
    const all = (field: 'text' | 'thoughts') => parted.map((part) => part[field]).join('')
    return [all('thoughts'), all('text')]
  }
  const answers: [string, string, string][] = [
    [`${OPENING_TAG}Hmm.${CLOSING_TAG}Yes.`, 'Hmm.', 'Yes.'],
    [`${OPENING_TAG}Hm${CLOSING_TAG}A${OPENING_TAG}m.${CLOSING_TAG}B`, 'Hmm.', 'AB'],
    [`${OPENING_TAG}cut off\n</thi`, 'cut off\n</thi', ''],
    [`Write ${OPENING_TAG}x${CLOSING_TAG}`, '', `Write ${OPENING_TAG}x${CLOSING_TAG}`],
    ['<thi', '', '<thi'],
    ['<thing>', '', '<thing>'],
    ['', '', ''],
  ]

  it.each(answers)('%j holds the thoughts %j and says %j', (content, thoughts, text) => {
    expect(split([content])).toEqual([thoughts, text])
  })

  it('is parted the same way wherever it is cut', () => {
    const cuts = fc.array(fc.nat({ max: 80 }), { maxLength: 8 })
    fc.assert(
      fc.property(fc.constantFrom(...answers), cuts, ([content, thoughts, text], at) => {
        const ends = [...at, content.length].toSorted((one, other) => one - other)
        const pieces = ends.map((end, index) => content.slice(ends[index - 1] ?? 0, end))
        expect(split(pieces)).toEqual([thoughts, text])
      }),
    )
  })

  it('is not held back longer than a tag could still come', () => {
    const splitter = new ThoughtSplitter()
    expect(splitter.push('Yes')).toEqual({ text: 'Yes', thoughts: '' })
    expect(splitter.push(' <think>\nno')).toEqual({ text: ' <think>\nno', thoughts: '' })
  })
})
