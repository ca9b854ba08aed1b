/** Every route, with the function that serves it. */
import type { FastifyInstance } from 'fastify'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { chatCompletions } from './chat-completions.ts'
import { embeddings } from './embeddings.ts'
import { geminiNative } from './gemini-native.ts'
import { health } from './health.ts'
import { keysList } from './keys-list.ts'
import { metrics } from './metrics.ts'
import { getModel, listModels } from './models.ts'
import { addUploads } from './uploads.ts'
import { IMAGE_FILE_ROUTE } from '../path.ts'
import type { TokenCheck } from '../token-list.ts'

/** Adds the routes of design §5.2 that this version serves. Paths arrive normalised. */
export function registerRoutes(
  server: FastifyInstance,
  { context, tokens }: { context: ProxyContext; tokens: TokenCheck },
): void {
  server.get('/health', async () => health(context))
  server.get('/metrics', async (_request, reply) => metrics(context, reply))
  server.get('/v1/models', async (_request, reply) =>
    listModels(context, answerSignal(reply, context.stopping)),
  )
  server.get<{ Params: { '*': string } }>('/v1/models/*', async (request, reply) =>
    getModel(context, request.params['*'], answerSignal(reply, context.stopping)),
  )
  server.get('/v1/keys/list', (request) => keysList(context, tokens, request))
  server.post('/v1/chat/completions', async (request, reply) => {
    await chatCompletions(context, request, reply)
    return reply
  })
  server.post('/v1/embeddings', async (request, reply) => {
    await embeddings(context, request, reply)
    return reply
  })
  server.register(async (scope) => addUploads(scope, context))
  registerAudio(server, context)
  registerImages(server, context)
  for (const url of ['/v1beta/*', '/v1alpha/*', '/google/v1/*']) {
    server.route({
      method: ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'],
      url,
      handler: async (request, reply) => {
        await geminiNative(context, request, reply)
        return reply
      },
    })
  }
}

/** Loaded with the first request: most people never send one. */
function registerImages(server: FastifyInstance, context: ProxyContext): void {
  const routes = { generations: 'generateImages', edits: 'editImages' } as const
  for (const [name, handler] of Object.entries(routes)) {
    server.post(`/v1/images/${name}`, async (request, reply) => {
      const images = await import('./images.ts')
      return images[handler](context, request, reply)
    })
  }
  server.get<{ Params: { name: string } }>(IMAGE_FILE_ROUTE, async ({ params }, reply) => {
    const { imageFile } = await import('./image-files.ts')
    return imageFile(context, params.name, reply)
  })
}

/** Loaded with the first request: most people never send one. */
function registerAudio(server: FastifyInstance, context: ProxyContext): void {
  server.post('/v1/audio/speech', async (request, reply) => {
    const { speech } = await import('./speech.ts')
    return speech(context, request, reply)
  })
  const tasks = { transcriptions: 'transcribe', translations: 'translate' } as const
  for (const [name, task] of Object.entries(tasks)) {
    server.post(`/v1/audio/${name}`, async (request, reply) => {
      const { transcriptions } = await import('./transcriptions.ts')
      return transcriptions(context, task, request, reply)
    })
  }
}
