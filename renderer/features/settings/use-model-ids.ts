import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import { useCall } from '../../queries.ts'

/** Ids of the models that the keys have, of one kind or of all; none while that is not known. */
export function useModelIds(kind?: ModelInfo['kind']): string[] {
  const { data } = useCall('models.list', {}, { staleTimeMs: 60_000 })
  const models = data?.models ?? []
  return [
    ...new Set(
      models.flatMap((model) => (kind === undefined || model.kind === kind ? model.id : [])),
    ),
  ]
}
