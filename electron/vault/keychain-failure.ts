/** What a failure of the OS keychain means and what a person does about it. */
import type { VaultOutage } from './vault.ts'

/** The keychain did not answer in time, which a locked one does while its prompt waits. */
export class KeychainTimeout extends Error {
  override readonly name = 'KeychainTimeout'
}

type OutageKind = VaultOutage['kind']
type Rule = readonly [pattern: RegExp, kind: OutageKind, reason: string]

// Texts of keytar's loader, libsecret, GLib, Security.framework and the Windows credential API.
// GLib puts "GDBus.Error:" before everything the keyring says, so the meaning comes before the bus.
const rules: readonly Rule[] = [
  [
    /\blocked\b|\.IsLocked|interaction is not allowed|-25308\b/i,
    'locked',
    'The keychain is locked.',
  ],
  [/cancell?ed|dismissed|-128\b/i, 'denied', 'The request to use the keychain was cancelled.'],
  [/denied|not permitted|not authori[sz]ed|-25293\b/i, 'denied', 'The keychain refused access.'],
  [
    /cannot find (?:package|module)|failed to load|libsecret|shared object/i,
    'missing',
    'The keychain library could not be loaded.',
  ],
  [
    /object does not exist at path/i,
    'missing',
    'The keychain service is running but has no default keyring.',
  ],
  [
    /autolaunch d-bus|org\.freedesktop\.secrets|ServiceUnknown|(?:could not|cannot) connect|connection is closed/i,
    'missing',
    'No keychain service is running in this session.',
  ],
  [/keychain could not be found|-25294\b/i, 'missing', 'There is no default keychain.'],
]

/** The outage an error of the keychain stands for, with advice for the platform. */
export function classifyKeychainFailure(error: unknown, platform: NodeJS.Platform): VaultOutage {
  if (error instanceof KeychainTimeout) {
    return outage('locked', 'The keychain did not answer in time.', platform)
  }
  const text = textOf(error)
  const rule = rules.find(([pattern]) => pattern.test(text))
  if (rule !== undefined) return outage(rule[1], rule[2], platform)
  return outage('denied', `The keychain failed: ${text}`, platform)
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const code = 'code' in error ? ` (${String(error.code)})` : ''
  return `${error.message}${code}`
}

function outage(kind: OutageKind, reason: string, platform: NodeJS.Platform): VaultOutage {
  return { kind, reason, advice: adviceFor(kind, platform) }
}

function adviceFor(kind: OutageKind, platform: NodeJS.Platform): string {
  if (platform === 'darwin') return macAdvice[kind]
  return platform === 'win32' ? windowsAdvice[kind] : linuxAdvice[kind]
}

const macAdvice: Readonly<Record<OutageKind, string>> = {
  missing: 'Reinstall Gemini Balance; its keychain module is damaged or absent.',
  locked: 'Unlock the login keychain in Keychain Access, then try again.',
  denied: 'Try again and choose “Always Allow” when macOS asks about Gemini Balance.',
}

const windowsAdvice: Readonly<Record<OutageKind, string>> = {
  missing: 'Reinstall Gemini Balance; its keychain module is damaged or absent.',
  locked: 'Sign in to Windows again, then try again.',
  denied: 'Make sure the Credential Manager service is running and not blocked by a policy.',
}

const linuxAdvice: Readonly<Record<OutageKind, string>> = {
  missing:
    'Install libsecret (package libsecret-1-0) and a keyring such as gnome-keyring or KWallet, give it a default keyring, and start Gemini Balance inside that desktop session.',
  locked: 'Unlock your keyring, for example with Passwords and Keys (Seahorse), then try again.',
  denied: 'Try again and allow the access when your keyring asks.',
}
