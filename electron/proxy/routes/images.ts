/** `POST /v1/images/generations` and `/v1/images/edits` (conformance A7). */
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ImagePlan, toImagePlan } from '../../convert/openai-images/image-request.ts'
import { InvalidRequest } from '../../convert/invalid-request.ts'
import { isObject } from '../../shared/is-object.ts'
import { answerSignal } from '../answer-signal.ts'
import type { ProxyContext } from '../context.ts'
import { draw } from '../images/draw.ts'
import { readEditForm } from '../images/edit-form.ts'
import { originOf } from '../origin.ts'
import { parseJsonBody } from '../request-body.ts'
import { servedBy } from '../served-by.ts'
import type { TokenCounts } from '../../shared/request-record.ts'

/** Draws from words. */
export async function generateImages(
  context: ProxyContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const body = parseJsonBody(request.body as Buffer | undefined)
  if (!isObject(body)) throw new InvalidRequest('the body must be a JSON object')
  noteModel(request, body['model'])
  return answer(context, toImagePlan(body, optionsOf(context)), request, reply)
}

/** Draws from images and words; the form holds one or several, and perhaps a mask. */
export async function editImages(
  context: ProxyContext,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { fields, images } = await readEditForm(
    request.headers['content-type'],
    request.body as Buffer | undefined,
  )
  noteModel(request, fields['model'])
  return answer(context, toImagePlan(fields, optionsOf(context), images), request, reply)
}

async function answer(
  context: ProxyContext,
  plan: ImagePlan,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { trace } = request
  const signal = answerSignal(reply, context.stopping)
  const { images, lease } = await draw(context, plan, { signal, trace })
  const { model, prompt } = plan
  const data = await Promise.all(
    images.map(async (image) => {
      if (plan.responseFormat === 'b64_json')
        return { b64_json: image.data, revised_prompt: prompt }
      const asked = { ...image, prompt, model }
      const { url, problem } = await context.imageDelivery.deliver(asked, originOf(request), signal)
      return { url, revised_prompt: prompt, ...(problem !== undefined && { warning: problem }) }
    }),
  )
  servedBy(reply, lease)
  return reply.type('application/json; charset=utf-8').send(
    JSON.stringify({
      created: Math.floor(context.nowMs() / 1000),
      data,
      ...(images[0] && { output_format: images[0].mimeType.replace('image/', '') }),
      ...usageOf(trace.tokens),
    }),
  )
}

function usageOf(tokens: TokenCounts | undefined): object {
  if (tokens === undefined) return {}
  const { input: input_tokens, output, thinking } = tokens
  const output_tokens = output + thinking
  return { usage: { input_tokens, output_tokens, total_tokens: input_tokens + output_tokens } }
}

function noteModel({ trace }: FastifyRequest, model: unknown): void {
  trace.modelAsked = typeof model === 'string' ? model : ''
}

function optionsOf({ settings, models }: ProxyContext) {
  const { createImageModel, modelAliases: aliases } = settings()
  return { createImageModel, aliases, known: models.known() }
}
