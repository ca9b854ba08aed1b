import { useCall } from '../../queries.ts'

/** The models that the keys have; nobody is asked while there are no keys. */
export function useModels(staleTimeMs: number) {
  const { data: status } = useCall('app.status', {})
  const hasKeys = status && status.keys.total + status.keys.paid > 0
  const models = useCall('models.list', {}, { staleTimeMs, enabled: hasKeys === true })
  return { models, hasKeys }
}
