import type { AppStatus } from '../../../electron/shared/contract/app.ts'

/**
 * Whether somebody is here for the first time: nothing to serve with, and nothing that may yet turn
 * up, because the keychain is open and the service has had time to look into it. Pure.
 * @param wasHere keys were there before, or the guide was left out
 */
export function isFirstStart(
  { keys, service, vault, isDemo }: Pick<AppStatus, 'keys' | 'service' | 'vault' | 'isDemo'>,
  wasHere: boolean,
): boolean {
  const mayHaveKeys = service.kind === 'starting' || vault.state === 'locked'
  return !wasHere && !isDemo && keys.total + keys.paid === 0 && !mayHaveKeys
}
