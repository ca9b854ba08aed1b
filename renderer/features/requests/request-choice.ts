/** Which requests a person looks at, as the address of the page says it (pure). */
import type {
  Period,
  RequestFilter,
  RequestRow,
} from '../../../electron/shared/contract/activity.ts'

export type Outcome = 'ok' | 'failed' | 'cancelled'
export const outcomes: readonly Outcome[] = ['ok', 'failed', 'cancelled']

/** Absent parts leave nothing out. */
export interface Choice {
  outcome?: Outcome
  status?: number
  errorCode?: string
  model?: string
  keyId?: string
  client?: string
  token?: string
  period?: Period
  search?: string
}

const texts = ['errorCode', 'model', 'keyId', 'client', 'token', 'search'] as const
export const choicePeriods: Readonly<Record<Period, number>> = {
  '1h': 3_600_000,
  '24h': 86_400_000,
  '7d': 7 * 86_400_000,
  '30d': 30 * 86_400_000,
}

/** The choice an address speaks of; what it cannot mean is left out. */
export function choiceFrom(segment: string | undefined): Choice {
  const values = new URLSearchParams(segment ?? '')
  const choice: Choice = {}
  for (const name of texts) {
    const text = values.get(name)
    if (text !== null && text !== '') choice[name] = text
  }
  const status = Number(values.get('status'))
  if (Number.isInteger(status) && status > 0) choice.status = status
  const outcome = outcomes.find((one) => one === values.get('outcome'))
  if (outcome !== undefined) choice.outcome = outcome
  const period = values.get('period')
  if (isPeriod(period)) choice.period = period
  return choice
}

function isPeriod(text: string | null): text is Period {
  return text !== null && Object.hasOwn(choicePeriods, text)
}

/** The address of a choice of requests. */
export function pathOf(choice: Choice): string {
  const entries: [string, string | number | undefined][] = Object.entries(choice)
  const values = entries.flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  )
  if (values.length === 0) return '/requests'
  // What is left after this is safe in one segment of a path.
  return `/requests/all/${new URLSearchParams(values).toString().replaceAll('+', '%20')}`
}

/** The choice in the words of the contract. */
export function filterOf({ period, search, ...rest }: Choice, nowMs: number): RequestFilter {
  const text = search?.trim() ?? ''
  return {
    ...rest,
    ...(text !== '' && { search: text }),
    ...(period !== undefined && { fromMs: nowMs - choicePeriods[period] }),
  }
}

/** Whether a request that has just ended is among those chosen. */
export function matches(row: RequestRow, choice: Choice): boolean {
  const { outcome, search = '', period: _recent, ...same } = choice
  if (outcome !== undefined && outcomeOf(row) !== outcome) return false
  for (const [name, value] of Object.entries(same)) {
    if (row[name as keyof typeof same] !== value) return false
  }
  const word = search.trim().toLowerCase()
  if (word === '') return true
  if (word.startsWith('req_')) return row.id === word
  return (
    outcomeOf(row) !== 'ok' &&
    [row.errorCode, row.errorMessage].some((text) => text.toLowerCase().includes(word))
  )
}

/** A client that left early; Google's own answers never have this status. */
const CANCELLED = 499

/** What became of a request. */
export function outcomeOf({ status, errorCode }: RequestRow): Outcome {
  if (status === CANCELLED) return 'cancelled'
  return status >= 400 || errorCode !== '' ? 'failed' : 'ok'
}
