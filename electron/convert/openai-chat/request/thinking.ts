/** How much a model is to think, from every form clients ask in (conformance A3, A5). */
import {
  thinkingLevels,
  type ModelFamily,
  type ThinkingControl,
  type ThinkingLevel,
} from '../../../gemini/families.ts'
import type { ThinkingConfig } from '../../../gemini/wire.ts'
import { InvalidRequest } from '../../invalid-request.ts'
import type { ChatRequest } from './chat-request.ts'

export interface Thinking {
  /** Left out where there is nothing to say, and on models that take none. */
  config?: ThinkingConfig
  includeThoughts: boolean
  /** Tokens the thinking may be expected to take out of `maxOutputTokens`; 0 where it is off. */
  allowanceTokens: number
}

/** `on` asks for thinking without saying how much. */
type Wish =
  | { kind: 'off' }
  | { kind: 'on' }
  | { kind: 'level'; level: ThinkingLevel }
  | { kind: 'budget'; tokens: number }

const budgetOfLevel: Readonly<Record<ThinkingLevel, number>> = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: 32_768,
}

const wishesByEffort: ReadonlyMap<string, Wish> = new Map<string, Wish>([
  ['none', { kind: 'off' }],
  ...thinkingLevels.map((level): [string, Wish] => [level, { kind: 'level', level }]),
  ['max', { kind: 'level', level: 'xhigh' }],
])

function namedWish(name: string, param: string): Wish {
  const wish = wishesByEffort.get(name.toLowerCase())
  if (wish !== undefined) return wish
  throw new InvalidRequest(
    `Invalid '${param}': '${name}'. Use one of ${[...wishesByEffort.keys()].join(', ')}.`,
    { param },
  )
}

function budgetWish(tokens: number): Wish {
  if (tokens === 0) return { kind: 'off' }
  return tokens < 0 ? { kind: 'on' } : { kind: 'budget', tokens: Math.trunc(tokens) }
}

const isGiven = <T>(value: T | null | undefined): value is T =>
  value !== null && value !== undefined

/** Google's own form. A level names itself on models with levels, a budget on those with budgets. */
function thinkingConfigWish(request: ChatRequest, family: ModelFamily): Wish | undefined {
  const config = request.google?.thinking_config
  const level = config?.thinking_level
  const named = isGiven(level)
    ? namedWish(level, 'google.thinking_config.thinking_level')
    : undefined
  const budget = isGiven(config?.thinking_budget) ? budgetWish(config.thinking_budget) : undefined
  return family.thinking.kind === 'budget' ? (budget ?? named) : (named ?? budget)
}

/** OpenRouter's `reasoning`. */
function reasoningWish({ reasoning }: ChatRequest): Wish | undefined {
  if (reasoning?.enabled === false) return { kind: 'off' }
  if (isGiven(reasoning?.effort)) return namedWish(reasoning.effort, 'reasoning.effort')
  if (isGiven(reasoning?.max_tokens)) return budgetWish(reasoning.max_tokens)
  return reasoning?.enabled === true ? { kind: 'on' } : undefined
}

/** Anthropic's `thinking`, and the switch of Qwen's clients. */
function switchedWish({ thinking, enable_thinking: isEnabled }: ChatRequest): Wish | undefined {
  if (thinking?.type === 'disabled') return { kind: 'off' }
  if (isGiven(thinking?.budget_tokens)) return budgetWish(thinking.budget_tokens)
  if (isGiven(thinking?.type)) return { kind: 'on' }
  return isGiven(isEnabled) ? { kind: isEnabled ? 'on' : 'off' } : undefined
}

const levelOfBudget = (tokens: number): ThinkingLevel => {
  if (tokens <= 512) return 'minimal'
  if (tokens <= 4096) return 'low'
  return tokens <= 16_384 ? 'medium' : 'high'
}

/** The allowed level nearest to the wanted one. */
function nearestLevel(levels: readonly ThinkingLevel[], wanted: ThinkingLevel): ThinkingLevel {
  const rank = (level: ThinkingLevel): number => thinkingLevels.indexOf(level)
  const distance = (level: ThinkingLevel): number => Math.abs(rank(level) - rank(wanted))
  return levels.reduce((best, level) => (distance(level) < distance(best) ? level : best))
}

function wantedLevel(wish: Wish | undefined): ThinkingLevel | undefined {
  if (wish?.kind === 'level') return wish.level
  if (wish?.kind === 'budget') return levelOfBudget(wish.tokens)
  return wish?.kind === 'off' ? 'minimal' : undefined
}

type Amount = Pick<Thinking, 'allowanceTokens'> & { config: ThinkingConfig; thinks: boolean }

function levelAmount(
  control: Extract<ThinkingControl, { kind: 'level' }>,
  wish: Wish | undefined,
): Amount {
  const wanted = wantedLevel(wish)
  const level = wanted === undefined ? undefined : nearestLevel(control.levels, wanted)
  return {
    config: level === undefined ? {} : { thinkingLevel: level },
    thinks: true,
    allowanceTokens: budgetOfLevel[level ?? control.default],
  }
}

function wantedBudget(
  control: Extract<ThinkingControl, { kind: 'budget' }>,
  wish: Wish | undefined,
): number | undefined {
  const within = (tokens: number): number =>
    Math.min(Math.max(tokens, control.minimum), control.maximum)
  if (wish?.kind === 'level') return within(budgetOfLevel[wish.level])
  if (wish?.kind === 'budget') return within(wish.tokens)
  if (wish?.kind === 'off') return control.canBeOff ? 0 : control.minimum
  // -1 leaves the amount to the model; saying so matters only where it would not think.
  return wish?.kind === 'on' && control.default === 'off' ? -1 : undefined
}

function budgetAmount(
  control: Extract<ThinkingControl, { kind: 'budget' }>,
  wish: Wish | undefined,
): Amount {
  const budget = wantedBudget(control, wish)
  const thinks = budget === undefined ? control.default !== 'off' : budget !== 0
  const isDynamic = budget === undefined || budget < 0
  return {
    config: budget === undefined ? {} : { thinkingBudget: budget },
    thinks,
    allowanceTokens: thinks && isDynamic ? budgetOfLevel.medium : (budget ?? 0),
  }
}

/** A client that switched thinking off does not want to see what is left of it either. */
function isExcluded(request: ChatRequest, wish: Wish | undefined): boolean {
  const asked = request.google?.thinking_config?.include_thoughts
  if (isGiven(asked)) return !asked
  return request.reasoning?.exclude === true || wish?.kind === 'off'
}

/**
 * The thinking of one request. Google's `thinking_config` wins over `reasoning_effort`, that over
 * `reasoning`, `thinking` and `enable_thinking`; what a model cannot do becomes the nearest it can.
 * Throws InvalidRequest for an unknown effort.
 */
export function convertThinking(
  request: ChatRequest,
  family: ModelFamily,
  showThinkingProcess: boolean,
): Thinking {
  const effort = request.reasoning_effort
  const wish =
    thinkingConfigWish(request, family) ??
    (isGiven(effort) ? namedWish(effort, 'reasoning_effort') : undefined) ??
    reasoningWish(request) ??
    switchedWish(request)
  const control = family.thinking
  if (control.kind === 'none') return { includeThoughts: false, allowanceTokens: 0 }
  const amount = control.kind === 'level' ? levelAmount(control, wish) : budgetAmount(control, wish)
  // Google refuses includeThoughts where thinking is off.
  const includeThoughts = showThinkingProcess && amount.thinks && !isExcluded(request, wish)
  const { config, allowanceTokens } = amount
  if (includeThoughts) config.includeThoughts = true
  const isSilent = !includeThoughts && Object.keys(config).length === 0
  return isSilent
    ? { includeThoughts, allowanceTokens }
    : { config, includeThoughts, allowanceTokens }
}
