import { describe, expect, it } from 'vitest'
import { modelFamily, type ModelFamily } from './families.ts'

const levels = (family: ModelFamily): string =>
  family.thinking.kind === 'level' ? family.thinking.levels.join(' ') : family.thinking.kind

describe('each model gets the rules of its family', () => {
  it.each([
    ['gemini-2.0-flash', '2.0', 'none'],
    ['gemini-2.5-pro', '2.5', 'budget'],
    ['gemini-2.5-flash', '2.5', 'budget'],
    ['gemini-2.5-flash-lite', '2.5', 'budget'],
    ['gemini-3.1-pro-preview', '3', 'low medium high'],
    ['gemini-3.1-pro-preview-customtools', '3', 'low medium high'],
    ['gemini-3-flash-preview', '3', 'minimal low medium high'],
    ['gemini-3.1-flash-lite', '3', 'minimal low medium high'],
    ['gemini-3.5-flash-lite', '3.6', 'minimal low medium high'],
    ['gemini-3.5-flash', '3.6', 'minimal low medium high'],
    ['gemini-3.6-flash', '3.6', 'minimal low medium high'],
    ['gemini-3.7-flash', '3.6', 'low medium high'],
    ['gemini-3.8-flash', '3.6', 'low medium high'],
    ['models/gemini-4-argon', '4', 'low medium high'],
    ['gemini-4-hydrogen', '4', 'low medium high xhigh'],
    ['gemini-flash-latest', '4', 'low medium high'],
    ['gemini-9-unheard-of', '4', 'low medium high'],
    ['gemma-4-31b-it', 'gemma', 'none'],
    ['gemini-nano-banana-2.1', '3.6', 'none'],
    ['gemini-3-pro-image', '3', 'none'],
    ['gemini-3.8-flash-tts', '3.6', 'none'],
  ])('%s is generation %s and thinks by %s', (id, generation, thinking) => {
    const family = modelFamily(id)
    expect([family.generation, levels(family)]).toEqual([generation, thinking])
  })

  it.each([
    ['gemini-nano-banana-2.1', { isImage: true, toolsAllowed: false, jsonAllowed: false }],
    ['gemini-3.1-flash-lite-image', { isImage: true, toolsAllowed: true }],
    ['gemini-3.1-flash-tts-preview', { isTts: true, isImage: false, toolsAllowed: false }],
    ['gemini-embedding-001', { isEmbedding: true }],
    ['text-embedding-004', { isEmbedding: true }],
    ['gemma-4-26b-a4b-it', { systemInstructionAllowed: false }],
    ['gemini-3-flash-preview', { samplingIgnored: false, prefillAllowed: true }],
    ['gemini-3.6-flash', { samplingIgnored: true, prefillAllowed: false }],
    ['gemini-2.5-flash', { combinesBuiltInTools: false, requiresSignatures: false }],
    ['gemini-3.8-flash', { combinesBuiltInTools: true, requiresSignatures: true }],
  ])('%s: %o', (id, capabilities) => {
    expect(modelFamily(id)).toMatchObject(capabilities)
  })

  it('a re-routed id follows its target from the announced day on', () => {
    const dayMs = 86_400_000
    const switchMs = Date.UTC(2026, 11, 1)
    expect(modelFamily('gemini-2.5-pro', switchMs - dayMs)).toBe(modelFamily('gemini-2.5-pro'))
    expect(modelFamily('gemini-2.5-pro', switchMs)).toBe(modelFamily('gemini-3.8-flash'))
    expect(modelFamily('gemini-2.5-flash', switchMs)).toBe(modelFamily('gemini-3.5-flash-lite'))
    expect(modelFamily('gemini-2.5-flash-lite', switchMs).generation).toBe('2.5')
  })
})
