import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import { useModels } from '../keys/use-models.ts'

/** Ids of the models that the keys have, of one kind or of all; none while that is not known. */
export function useModelIds(kind?: ModelInfo['kind']): string[] {
  const { data } = useModels(60_000).models
  const models = data?.models ?? []
  return [
    ...new Set(
      models.flatMap((model) => (kind === undefined || model.kind === kind ? model.id : [])),
    ),
  ]
}
