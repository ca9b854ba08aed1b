/** The day as it is served by the real pool and the real failover. */
import { receivedBody } from '../../electron/gemini/answer-body.fixture.ts'
import type { GeminiClient } from '../../electron/gemini/client.ts'
import { restingNow } from '../../electron/keys/policy.ts'
import { createKeyPool, type KeyPool } from '../../electron/keys/pool.ts'
import { callWithFailover } from '../../electron/proxy/failover.ts'
import { settingsSchema } from '../../electron/shared/settings.ts'
import type { Chance } from './chance.ts'
import type { Google } from './google.ts'
import type { Ledger } from './ledger.ts'
import type { Request } from './trace.ts'
import type { VirtualTime } from './virtual-time.ts'

export interface World {
  time: VirtualTime
  google: Google
  ledger: Ledger
  chance: Chance
}

export interface Service {
  pool: KeyPool
  /** Serves a request to its end, and enters what became of it. */
  serve(request: Request): Promise<void>
}

const settings = settingsSchema.parse({})
/** What Google needs to say no. */
export const refusalMs = 150
/** A rest that is all but over harms nobody: the clock of Google is not ours. */
const MARGIN_MS = 5000

/**
 * Starts the service with an empty pool and its default settings.
 * @param life ends when the process is killed: then nothing goes on and nothing is entered
 */
export function startService(world: World, life: AbortSignal): Service {
  const { time, ledger, chance } = world
  const pool = createKeyPool({
    nowMs: () => time.nowMs(),
    chance: () => chance.next(),
    settings: () => settings,
  })
  pool.onChange(({ id }) => watchReputation(pool, id, world))
  return {
    pool,
    async serve(request) {
      const dependencies = {
        pool,
        client: clientFor(request, world),
        settings: () => settings,
        nowMs: () => time.nowMs(),
        pause: (delayMs: number, signal: AbortSignal) => time.pause(delayMs, signal),
      }
      const { model, conversation } = request
      const result = await callWithFailover(dependencies, {
        call: {
          method: 'POST',
          path: `/v1beta/models/${model}:streamGenerateContent`,
          body: bodyOf(request),
        },
        model,
        conversation,
        repeatable: true,
        signal: life,
        accept: () => Promise.resolve({ kind: 'accepted', value: undefined }),
      })
      if (result.kind !== 'answered') {
        ledger.failed(request)
        return
      }
      await time.pause(request.streamMs, life)
      result.lease.succeed()
      ledger.served()
    },
  }
}

/** Four characters make a token, by Google's rule of thumb. */
function bodyOf({ inputTokens }: Request): string {
  return `{"contents":[{"parts":[{"text":"${'word'.repeat(inputTokens)}"}]}]}`
}

function clientFor(request: Request, { time, google, ledger }: World): GeminiClient {
  return {
    async send({ signal }, { secret }) {
      const reply = google.judge(secret, request, time.nowMs())
      ledger.called(secret, request, reply.status)
      await time.pause('body' in reply ? refusalMs : request.firstByteMs, signal)
      const body = 'body' in reply ? receivedBody(reply.body) : receivedBody()
      return { kind: 'answered', status: reply.status, headers: {}, body }
    },
  }
}

/** A key is called bad when it rests for a reason that its owner would have to see to. */
function watchReputation(pool: KeyPool, id: string, { time, google, ledger }: World): void {
  const key = pool.get(id)
  if (key === undefined) return
  const nowMs = time.nowMs() + MARGIN_MS
  const asAWhole = restingNow(key.health, undefined, nowMs)
  if (asAWhole !== undefined && asAWhole.state !== 'cooling') ledger.calledBad(key.secret)
  for (const model of key.health.models.keys()) {
    const rest = restingNow(key.health, model, nowMs)
    if (rest === undefined || rest.state === 'cooling') continue
    if (!google.isSpent(key.secret, model, nowMs)) ledger.calledBad(key.secret)
  }
}
