/** Google's Interactions API with its own client: each step belongs to the key that keeps the ones before. */
import type { ServerResponse } from 'node:http'
import { expect, it } from 'vitest'
import type { DemoRequest } from '../../electron/demo/server.ts'
import { startWire } from '../wire/service.ts'
import { googleGenAi, model } from './google-client.ts'

/** A Google that keeps interactions, each known to the key that made it alone. */
function interactions() {
  const owners = new Map<string, string>()
  const answer = (response: ServerResponse, status: number, body: object): true => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    return true
  }
  return ({ method, path, body, key = '' }: DemoRequest, response: ServerResponse) => {
    if (!path.includes('/interactions')) return false
    const { previous_interaction_id: previous, stream } = (body ?? {}) as Record<string, string>
    const named = previous ?? /interactions\/([\w-]+)/.exec(path)?.[1]
    if (named !== undefined && owners.get(named) !== key) {
      const error = { code: 404, message: `Interaction ${named} not found`, status: 'NOT_FOUND' }
      return answer(response, 404, { error })
    }
    if (method !== 'POST') return answer(response, 200, { id: named, status: 'completed' })
    const id = `v1_Chd${owners.size}-kept`
    owners.set(id, key)
    if (!stream) return answer(response, 200, { id, status: 'completed', steps: [], model })
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const event_type of ['interaction.created', 'interaction.completed']) {
      const interaction = { id, status: 'completed', object: 'interaction', model }
      response.write(`data: ${JSON.stringify({ interaction, event_type })}\n\n`)
    }
    response.end()
    return true
  }
}

it('interactions go on, are read and deleted with the key that has begun them', async () => {
  const keys = ['demo-key-1', 'demo-key-2', 'demo-key-3', 'demo-key-4', 'demo-key-5']
  await using wire = await startWire({ keys, script: interactions() })
  const { interactions: api } = googleGenAi(wire)
  let previous: string | undefined
  for (const input of ['Hello', 'And now?', 'And then?']) {
    const made = await api.create({
      model,
      input,
      ...(previous && { previous_interaction_id: previous }),
    })
    previous = made.id
    // Somebody else's, so that the next key in turn would be another.
    await api.create({ model, input: 'Hello' })
  }
  const { id: last = '' } = { id: previous }
  expect((await api.get(last)).id).toBe(last)
  await api.delete(last)

  const events = []
  const stream = await api.create({
    model,
    input: 'More',
    previous_interaction_id: last,
    stream: true,
  })
  for await (const event of stream) events.push(event)
  const streamed = events.flatMap((event) =>
    'interaction' in event ? event.interaction?.id : [],
  )[0]
  expect((await api.get(streamed ?? '')).id).toBe(streamed)
  expect(new Set(wire.demo.requests.map(({ key }) => key)).size).toBeGreaterThan(2)
})
