import { call, useCall } from '../../queries.ts'
import { addressesOf } from './addresses.ts'
import { TOKEN_PLACE } from './clients.ts'

export interface Target {
  /** `http://127.0.0.1:8000/v1` */
  openai: string
  /** `http://127.0.0.1:8000` */
  gemini: string
  token: string
}

/** Where code for others' programs leads, with a whole token, which is fetched only when asked. */
export function useTarget(): () => Promise<Target> {
  const { data: status } = useCall('app.status', {})
  const { data } = useCall('tokens.list', {})
  const token = data?.tokens.find(({ isAdmin }) => !isAdmin) ?? data?.tokens[0]
  return async () => ({
    ...addressesOf(status?.service),
    token:
      token === undefined ? TOKEN_PLACE : (await call('tokens.reveal', { id: token.id })).secret,
  })
}
