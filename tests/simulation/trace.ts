/** What the clients ask for in the course of the day; the same for everybody who has to serve it. */
import { type Chance, createChance } from './chance.ts'
import { dayMs, dayStartMs, quotas } from './day.ts'

export interface Request {
  atMs: number
  model: string
  conversation: string
  inputTokens: number
  /** From Google taking the call to the head of the answer; all of it for an answer in one piece. */
  firstByteMs: number
  /** From the head to the end of a streamed answer. */
  streamMs: number
}

const models = Object.keys(quotas)
const shares = [0.48, 0.42, 0.06, 0.04]
const REQUESTS = 50_000
const BURSTS = 40
/** Bursts that ask for most of what all projects allow per minute. */
const FLOODS = 1
/** Requests that no project takes, as they are larger than its quota per minute. */
const GIANTS = 8
const GIANT_TOKENS = 400_000
const LARGEST_TOKENS = 200_000

/** 50,000 requests in the order of their time. */
export function createTrace(seed: number): readonly Request[] {
  const chance = createChance(seed)
  const requests: Request[] = []
  for (let burst = 0; burst < BURSTS; burst += 1) {
    const isFlood = burst < FLOODS
    const model = isFlood ? 'gemini-3.8-flash' : modelBy(chance)
    const count = isFlood ? 300 : 40 + chance.below(80)
    const startMs = timeOfDay(chance)
    for (let index = 0; index < count; index += 1) {
      const atMs = startMs + chance.below(30_000)
      requests.push(newRequest(atMs, model, `burst ${burst} ${index}`, 1500, chance))
    }
  }
  for (let talk = 0; requests.length < REQUESTS; talk += 1) converse(requests, talk, chance)
  for (let giant = 0; giant < GIANTS; giant += 1) {
    const request = requests[chance.below(requests.length)]
    if (request !== undefined) request.inputTokens = GIANT_TOKENS
  }
  return requests.slice(0, REQUESTS).sort((a, b) => a.atMs - b.atMs)
}

/** A few turns of one conversation, each longer than the one before. */
function converse(requests: Request[], talk: number, chance: Chance): void {
  const model = modelBy(chance)
  let atMs = timeOfDay(chance)
  for (let turn = 1; atMs < dayStartMs + dayMs; turn += 1) {
    requests.push(newRequest(atMs, model, `talk ${talk}`, 1500 * turn, chance))
    if (chance.next() < 0.3) return
    atMs += 10_000 + chance.around(60_000)
  }
}

function newRequest(
  atMs: number,
  model: string,
  conversation: string,
  medianTokens: number,
  chance: Chance,
): Request {
  const answerMs = Math.min(300_000, chance.skewed(6000, 0.9))
  const isStreamed = chance.next() < 0.6
  return {
    atMs: Math.min(atMs, dayStartMs + dayMs - 1),
    model,
    conversation,
    inputTokens: Math.min(LARGEST_TOKENS, Math.round(chance.skewed(medianTokens, 1.2))),
    firstByteMs: isStreamed ? answerMs / 5 : answerMs,
    streamMs: isStreamed ? (answerMs * 4) / 5 : 0,
  }
}

function modelBy(chance: Chance): string {
  let dice = chance.next()
  const index = shares.findIndex((share) => (dice -= share) < 0)
  return models[Math.max(0, index)] ?? ''
}

/** Six times as many in the early afternoon as in the dead of night. */
function timeOfDay(chance: Chance): number {
  for (;;) {
    const share = chance.next()
    const liveliness = (7 + 5 * Math.sin(2 * Math.PI * (share + 0.05))) / 12
    if (chance.next() < liveliness) return dayStartMs + share * dayMs
  }
}
