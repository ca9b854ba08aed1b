import { expect, test } from 'vitest'
import { middleOf, peerRowsOf, rowsOf } from './load-section.ts'
import type { Figures } from './measure.ts'
import { loadBudgets, peerBudgets } from './goals.ts'
import { markOf } from './rows.ts'
import { scenarioNamed, scenarios } from './scenarios.ts'

const figures = (cpuMs: number): Figures => ({
  requestsPerSecond: 1000,
  cpuMs,
  p50: 1,
  p99: 2,
  firstP50: 0.5,
  eventP50: 0.1,
  eventP99: 0.2,
  joined: 0,
})

test('every figure of a scenario is a row with the rounds of each subject and what is wanted', () => {
  const rounds = new Map([
    ['floor', [figures(1), figures(2)]],
    ['gemini-balance', [figures(1.5), figures(3)]],
  ])
  const rows = rowsOf(scenarioNamed('chat, 32 connections'), rounds)
  expect(rows.map(({ figure }) => figure)).toEqual([
    'CPU ms per request',
    'requests/s',
    'p50 ms',
    'p99 ms',
  ])
  expect(rows[0]).toMatchObject({
    rounds: { floor: [1, 2], 'gemini-balance': [1.5, 3] },
    goal: { basis: 'ratio', at: 1.2 },
    limit: { basis: 'ratio', at: 1.6 },
  })
})

test('a peer that takes seven times our CPU keeps the limit of six and misses the goal of nine', () => {
  const rounds = new Map([
    ['gemini-balance', [figures(1), figures(2)]],
    ['Portkey', [figures(7), figures(14)]],
  ])
  const [row, ...others] = peerRowsOf(scenarioNamed('chat, 32 connections'), rounds)
  expect(others).toEqual([])
  expect(row).toMatchObject({
    figure: 'CPU of Portkey, × ours',
    rounds: { 'gemini-balance': [7, 7] },
  })
  expect(row && markOf(row)).toBe('limit')
})

test('a round in which a neighbour of the machine took one turn of three is one as the other two', () => {
  expect(middleOf([figures(1), figures(9), figures(1.1)])).toEqual(figures(1.1))
})

test('all that performance.md wants is wanted of a scenario that is measured', () => {
  const names = scenarios.map(({ name }) => name)
  expect(names).toEqual(expect.arrayContaining(Object.keys(loadBudgets)))
  expect(names).toEqual(expect.arrayContaining(Object.keys(peerBudgets)))
})
