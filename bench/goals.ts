/** What performance.md wants of which figure in which scenario. */
import type { Figures } from './measure.ts'
import { added, type Budget, times, value } from './rows.ts'

const within = (goal: Budget['goal'], limit: Budget['limit']): Budget => ({
  ...(goal !== undefined && { goal }),
  ...(limit !== undefined && { limit }),
})

type LoadBudgets = Readonly<Record<string, Partial<Record<keyof Figures, Budget>>>>

const chatCpu = within(times(1.2), times(1.6))
const streamCpu = within(times(2.3), times(3.5))

/** By name of the scenario. */
export const loadBudgets: LoadBudgets = {
  'chat, 1 connection': { p50: within(added(0.05), added(0.1)) },
  'chat, 32 connections': {
    cpuMs: chatCpu,
    requestsPerSecond: { ...within(times(1), times(0.7)), isMoreBetter: true },
    p99: within(value(6), value(12)),
  },
  'chat, 128 connections': { cpuMs: chatCpu, p99: within(value(20), value(40)) },
  'chat, 256 connections': { cpuMs: chatCpu },
  'chat stream, 1 connection': { firstP50: within(added(0.08), added(0.15)) },
  'chat stream, 32 connections': { cpuMs: streamCpu },
  'chat stream, 64 paced at 20 ms': {
    cpuMs: within(times(1.25), times(1.6)),
    eventP99: within(value(2.5), value(5)),
    // Those that the generator itself was late to read are joined at the floor, too.
    joined: within(added(0.1), added(1)),
  },
  'native, 32 connections': { cpuMs: within(times(0.8), times(1.2)) },
  'native stream, 32 connections': { cpuMs: within(times(1), times(1.3)) },
}

const more = (goal: number, limit: number): Budget => ({
  ...within(value(goal), value(limit)),
  isMoreBetter: true,
})

/** How many times our CPU per request other programs take, by scenario and their name. */
export const peerBudgets: Readonly<Record<string, Readonly<Record<string, Budget>>>> = {
  'chat, 32 connections': {
    Portkey: more(9, 6),
    'claude-code-router': more(12, 9),
    'openai-gemini': more(5, 3.5),
  },
  'chat stream, 32 connections': {
    Portkey: more(6, 3.5),
    'claude-code-router': more(8, 5),
    'openai-gemini': more(3.5, 2.2),
  },
}

/** By how many keys the service has. */
export const readyBudgets: Readonly<Record<number, Budget>> = {
  1: within(value(300), times(1.6)),
  5000: within(value(400), value(600)),
}

export const idleMemory: Budget = within(value(85), value(110))
/** Percent of a core; what the system itself wakes a process for is no work. */
export const idleCpu: Budget = within(value(0.05), value(0.1))
export const memoryPerStream: Budget = within(value(90), value(120))
/** CPU as a ratio to that of a service without one. */
export const requestLog: Budget = within(value(1.03), value(1.08))
export const loopDelay = {
  streams: within(value(15), value(20)),
  images: within(value(40), value(60)),
} as const
