/** What the settings of the predecessor come to here, whatever they were read from. */
import { isBlank, isEnvironmentName, readEnvironment } from '../../shared/environment.ts'
import { type HostSecretName, hostSecretNames } from '../../shared/host-secret.ts'
import { type Secrets, SettingError, type Settings, settingNames } from '../../shared/settings.ts'
import { type Find, type KeyCandidate, toCandidates } from './candidate.ts'
import { declaredShape } from './key-shape.ts'

/** What a predecessor's settings hold for this program. */
export interface PredecessorImport {
  kind: 'read'
  /** `API_KEYS`, then `PAID_KEY`, then the refused keys for Vertex. */
  candidates: KeyCandidate[]
  /** Tokens its clients use; without those that every installation has until somebody changes them. */
  accessTokens: string[]
  /** The token of its administrator. */
  adminToken?: string
  /** Tokens of its image hosts. */
  hostSecrets: Partial<Record<HostSecretName, string>>
  /** What somebody has set there; what it had set by itself is left out. */
  settings: Partial<Settings>
  /** Names that mean nothing here. */
  ignored: string[]
  /** Names whose values do not fit, each with a sentence that says why. */
  invalid: { name: string; message: string }[]
}

type Values = ReadonlyMap<string, string>

/** Tokens of its examples: whoever has read its manual knows them. */
const publicTokens = new Set(['sk-123456', 'your_token_1'])

/**
 * What it writes into its own settings at the first start. Most of its models are gone by now, and
 * nobody has chosen them.
 */
const ownChoices: Partial<Record<keyof Settings, readonly unknown[]>> = {
  testModel: ['gemini-1.5-flash', 'gemini-2.5-flash-lite'],
  createImageModel: ['imagen-3.0-generate-002'],
  searchModels: [
    ['gemini-2.0-flash-exp'],
    ['gemini-2.0-flash-exp', 'gemini-2.0-pro-exp'],
    ['gemini-2.5-flash', 'gemini-2.5-pro'],
  ],
  firstByteTimeoutSeconds: [300],
  uploadProvider: ['smms'],
  speechModel: ['gemini-2.5-flash-preview-tts'],
  proxies: [[]],
}

/** Sorts named values as the predecessor keeps them; lists are JSON arrays. */
export function readPredecessorValues(values: Values): PredecessorImport {
  const set = [...values].filter(([, text]) => !isBlank(text))
  const known = set.filter(([name]) => isEnvironmentName(name))
  const invalid = known.flatMap(([name, text]) => {
    const message = whyInvalid(name, text)
    return message === undefined ? [] : [{ name, message }]
  })
  const isInvalid = new Set(invalid.map(({ name }) => name))
  const { settings, secrets } = readEnvironment(
    Object.fromEntries(known.filter(([name]) => !isInvalid.has(name))),
  )
  return {
    kind: 'read',
    candidates: candidatesOf(secrets, vertexKeys(values)),
    ...tokensOf(secrets),
    hostSecrets: hostSecretsOf(secrets),
    settings: chosenOnly(settings, secrets),
    ignored: set.map(([name]) => name).filter((name) => !isEnvironmentName(name)),
    invalid,
  }
}

function whyInvalid(name: string, text: string): string | undefined {
  try {
    readEnvironment({ [name]: text })
    return undefined
  } catch (error) {
    if (error instanceof SettingError) return error.message
    throw error
  }
}

function vertexKeys(values: Values): string[] {
  const text = values.get('VERTEX_API_KEYS') ?? ''
  if (whyInvalid('API_KEYS', text) !== undefined) return []
  return readEnvironment({ API_KEYS: text }).secrets.apiKeys ?? []
}

function candidatesOf(secrets: Partial<Secrets>, vertex: readonly string[]): KeyCandidate[] {
  const find = (secret: string, paid: boolean): Find => {
    return { secret, shape: declaredShape(secret), paid, label: '', line: 1 }
  }
  return toCandidates([
    ...(secrets.apiKeys ?? []).map((secret) => find(secret, false)),
    ...(secrets.paidKey === undefined ? [] : [find(secrets.paidKey, true)]),
    ...vertex.map((secret): Find => ({ ...find(secret, false), shape: 'vertex-key' })),
  ])
}

function tokensOf({ allowedTokens, authToken }: Partial<Secrets>) {
  const isSecret = (token: string) => !publicTokens.has(token)
  return {
    accessTokens: (allowedTokens ?? []).filter(isSecret),
    ...(authToken !== undefined && isSecret(authToken) ? { adminToken: authToken } : {}),
  }
}

function hostSecretsOf(secrets: Partial<Secrets>): PredecessorImport['hostSecrets'] {
  const given = hostSecretNames.map((name) => [name, secrets[name]] as const)
  return Object.fromEntries(given.filter(([, secret]) => secret !== undefined))
}

function chosenOnly(settings: Partial<Settings>, secrets: Partial<Secrets>): Partial<Settings> {
  const chosen = { ...settings }
  for (const name of settingNames) {
    // Whoever has an account there wants it used.
    if (name === 'uploadProvider' && secrets.smmsSecretToken !== undefined) continue
    const own = ownChoices[name]?.map((value) => JSON.stringify(value))
    if (own?.includes(JSON.stringify(chosen[name])) === true) delete chosen[name]
  }
  return chosen
}
