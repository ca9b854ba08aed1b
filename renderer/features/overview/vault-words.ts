import type { TFunction } from 'i18next'
import type { VaultStatus } from '../../../electron/shared/contract/app.ts'

/** Where secrets are kept now, and what that means. */
export function vaultWords(vault: VaultStatus, t: TFunction): string {
  const { kind, state } = vault
  if (state === 'available') return t(`settings.storage.kinds.${kind}`)
  if (kind === 'file') {
    return state === 'locked'
      ? t('overview.problem.fileLocked')
      : `${vault.reason ?? ''} ${vault.advice ?? ''}`
  }
  if (state === 'locked') return t('overview.problem.vaultLocked')
  return state === 'missing'
    ? t('overview.problem.vaultMissing')
    : t('overview.problem.vaultDenied')
}

/** Whether there are secrets that are stored but cannot be read now. */
export function mayHoldMore({ state }: VaultStatus): boolean {
  return state === 'locked' || state === 'denied'
}
