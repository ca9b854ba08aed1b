import { expect, it } from 'vitest'
import { createUnknownParts } from './unknown-parts.ts'

it('tells of each kind of part once, however often a stream brings it', () => {
  const told: string[] = []
  const parts = createUnknownParts((field) => told.push(field))
  for (let time = 0; time < 1000; time += 1) parts.note(['hologram', 'scent'])
  parts.note(['hologram', 'touch'])
  expect(told).toEqual(['hologram', 'scent', 'touch'])
})

it('keeps neither long names nor ever more of them', () => {
  const told: string[] = []
  const parts = createUnknownParts((field) => told.push(field))
  parts.note(['x'.repeat(1_000_000)])
  for (let kind = 0; kind < 1000; kind += 1) parts.note([`kind${kind}`])
  expect(told).toHaveLength(50)
  expect(Math.max(...told.map((field) => field.length))).toBe(64)
})
