/** Where keys that are added now will be kept, as the sentence below the field says it. */
import type { AppStatus } from '../../../electron/shared/contract/app.ts'

type KeptWhere = AppStatus['vault']['kind'] | 'demo'

/** A keychain that is locked opens when the first key is added; until all is known it is the usual. */
export function keptWhere(status: Pick<AppStatus, 'isDemo' | 'vault'> | undefined): KeptWhere {
  if (status === undefined) return 'keychain'
  if (status.isDemo) return 'demo'
  const { kind, state } = status.vault
  return state === 'missing' || state === 'denied' ? 'session' : kind
}
