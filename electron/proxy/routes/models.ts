/** `GET /v1/models` and `/v1/models/{id}` in OpenAI's shape (conformance A7). */
import type { Model as OpenAiModel } from 'openai/resources/models'
import { listedAliases } from '../../convert/model-alias.ts'
import { modelFamily } from '../../gemini/families.ts'
import type { Settings } from '../../shared/settings.ts'
import type { ProxyContext } from '../context.ts'
import type { ListedModel } from '../model-list.ts'
import { Problem } from '../problem.ts'

/** Every model of the keys, plus `<id>-search`, `<image model>-chat` and aliases as the settings ask. */
export async function listModels(context: ProxyContext, signal: AbortSignal) {
  const models = await context.models.get(signal)
  return { object: 'list', data: withVariants(models, context.settings()) }
}

/** @throws Problem 404 `model_not_found` */
export async function getModel(
  context: ProxyContext,
  requestedId: string,
  signal: AbortSignal,
): Promise<OpenAiModel> {
  const id = requestedId.replace(/^models\//, '')
  const models = withVariants(await context.models.get(signal), context.settings())
  const found = models.find((model) => model.id === id)
  if (found !== undefined) return found
  throw new Problem({
    status: 404,
    type: 'invalid_request_error',
    code: 'model_not_found',
    param: 'model',
    message: `None of the configured keys lists a model named "${id}"`,
  })
}

function withVariants(models: readonly ListedModel[], settings: Settings): OpenAiModel[] {
  const listed = models.map((model) => entry(model.id, model.firstSeenSeconds))
  const variants = models.flatMap(({ id, firstSeenSeconds }) => [
    ...(settings.searchModels.includes(id) ? [entry(`${id}-search`, firstSeenSeconds)] : []),
    ...(id === settings.createImageModel && modelFamily(id).isImage
      ? [entry(`${id}-chat`, firstSeenSeconds)]
      : []),
  ])
  const aliases = listedAliases(settings.modelAliases).map(([name, model]) => {
    return entry(
      name,
      models.find(({ id }) => id === model)?.firstSeenSeconds ?? models[0]?.firstSeenSeconds ?? 0,
    )
  })
  const all = [...listed, ...variants, ...aliases]
  return [...new Map(all.map((one) => [one.id, one])).values()]
}

function entry(id: string, created: number): OpenAiModel {
  return { id, object: 'model', created, owned_by: 'google' }
}
