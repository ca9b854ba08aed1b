/** Which access tokens the headless service starts with, and what the person is told about them. */
import type { NewToken } from './proxy/token-list.ts'
import type { Secrets } from './shared/settings.ts'

/** Opens nothing of value, so it may be written down in the README. */
const DEMO_TOKEN = 'sk-demo'

export interface StartTokens {
  tokens: readonly NewToken[]
  /** Tokens that the person cannot know yet, by what they open. */
  announced: readonly { opens: 'api' | 'console'; token: string; remark: string }[]
  /** What is worth a second thought. */
  warnings: readonly string[]
}

export interface StartSituation {
  isDemo: boolean
  isTerminal: boolean
  requireToken: boolean
  /** Whether the web console is wanted. */
  hasConsole: boolean
}

/**
 * Takes the tokens of the environment. Without any, a demo gets a fixed one, and a person at a
 * terminal gets random ones for this session, one for clients and one for the console; a log file or
 * a service manager must not hold one, so there none is made up (design §2.6).
 */
export function chooseStartTokens(
  secrets: Partial<Secrets>,
  situation: StartSituation,
  newToken: () => string,
): StartTokens {
  const { isDemo, isTerminal, requireToken, hasConsole } = situation
  const own = tokensOf(secrets)
  const warnings = warningsOf(secrets)
  if (isDemo) {
    const announced = [{ opens: 'api' as const, token: DEMO_TOKEN, remark: 'demo only' }]
    return { tokens: [demoToken, ...own], announced, warnings }
  }
  const made: NewToken[] = []
  const announced: StartTokens['announced'][number][] = []
  const makeUp = (opens: 'api' | 'console', variable: string) => {
    const token = newToken()
    const isAdmin = opens === 'console'
    const name = isAdmin ? 'Web console, this session' : 'This session'
    made.push({
      id: `session-${opens}`,
      name,
      secret: token,
      source: 'session',
      isOurs: false,
      isAdmin,
    })
    announced.push({
      opens,
      token,
      remark: `made up for this session; set ${variable} to keep one`,
    })
  }
  if (isTerminal && own.length === 0 && requireToken) makeUp('api', 'ALLOWED_TOKENS')
  if (isTerminal && hasConsole && secrets.authToken === undefined) makeUp('console', 'AUTH_TOKEN')
  return { tokens: [...own, ...made], announced, warnings }
}

const demoToken: NewToken = {
  id: 'demo',
  name: 'Demo',
  secret: DEMO_TOKEN,
  source: 'demo',
  isOurs: false,
  isAdmin: true,
}

function tokensOf({ allowedTokens = [], authToken }: Partial<Secrets>): NewToken[] {
  const fromEnvironment = { source: 'environment', isOurs: false } as const
  const api = allowedTokens
    .filter((secret) => secret !== authToken)
    .map((secret, at) => ({
      ...fromEnvironment,
      id: `environment-${at + 1}`,
      name: at === 0 ? 'ALLOWED_TOKENS' : `ALLOWED_TOKENS, number ${at + 1}`,
      secret,
      isAdmin: false,
    }))
  if (authToken === undefined) return api
  const admin = { id: 'environment-admin', name: 'AUTH_TOKEN', secret: authToken, isAdmin: true }
  return [...api, { ...fromEnvironment, ...admin }]
}

function warningsOf({ allowedTokens = [], authToken }: Partial<Secrets>): string[] {
  if (authToken === undefined || !allowedTokens.includes(authToken)) return []
  return ['AUTH_TOKEN is one of ALLOWED_TOKENS too, so whoever has that one can open the console']
}
