/** Answers the calls about models. */
import { listedAliases } from '../convert/model-alias.ts'
import { modelFamily } from '../gemini/families.ts'
import { Problem } from '../proxy/problem.ts'
import type { ListedModel, ModelList } from '../proxy/model-list.ts'
import type { Handlers } from '../shared/contract.ts'
import type { ModelInfo } from '../shared/contract/models.ts'
import type { Settings } from '../shared/settings.ts'
import { CallFailed } from './call-failed.ts'

export interface ModelHandlerParts {
  models: ModelList
  settings(): Settings
}

/** Handlers over the models that the keys have. */
export function createModelHandlers({
  models,
  settings,
}: ModelHandlerParts): Handlers<'models.list'> {
  return {
    'models.list': async () => {
      try {
        const listed = await models.get(new AbortController().signal)
        const fetchedAtMs = models.fetchedAtMs()
        const named = listed.flatMap((model) => withVariants(model, settings()))
        return {
          models: [...named, ...aliasesAmong(named, settings())],
          ...(fetchedAtMs !== undefined && { fetchedAtMs }),
        }
      } catch (error) {
        if (error instanceof Problem) throw new CallFailed('upstream', error.message)
        throw error
      }
    },
  }
}

/** A model and the further names under which clients may ask for it. */
function withVariants(model: ListedModel, settings: Settings): ModelInfo[] {
  const info = infoOf(model)
  const isChatImage = info.kind === 'image' && settings.createImageModel === model.id
  return [
    info,
    ...(settings.searchModels.includes(model.id) ? [{ ...info, id: `${model.id}-search` }] : []),
    ...(isChatImage ? [{ ...info, id: `${model.id}-chat` }] : []),
  ]
}

/** Further names of models that are there. */
function aliasesAmong(models: readonly ModelInfo[], { modelAliases }: Settings): ModelInfo[] {
  return listedAliases(modelAliases).flatMap(([id, name]) => {
    const model = models.find((one) => one.id === name)
    return model === undefined || models.some((one) => one.id === id) ? [] : { ...model, id }
  })
}

function infoOf(model: ListedModel): ModelInfo {
  const { displayName, inputTokenLimit, outputTokenLimit } = model
  return {
    id: model.id,
    ...(displayName !== undefined && { displayName }),
    ...(inputTokenLimit !== undefined && { inputTokenLimit }),
    ...(outputTokenLimit !== undefined && { outputTokenLimit }),
    methods: model.supportedGenerationMethods ?? [],
    kind: kindOf(model),
  }
}

function kindOf({ id, supportedGenerationMethods: methods = [] }: ListedModel): ModelInfo['kind'] {
  const { isImage, isTts, isEmbedding, isTranscriber } = modelFamily(id)
  if (isImage) return 'image'
  if (isTts) return 'speech'
  if (isEmbedding || methods.includes('embedContent')) return 'embedding'
  return methods.includes('generateContent') && !isTranscriber ? 'chat' : 'other'
}
