/** Which access tokens the headless service accepts, and what the person is told about them. */
import type { Secrets } from './shared/settings.ts'

/** Opens nothing of value, so it may be written down in the README. */
const DEMO_TOKEN = 'sk-demo'

export interface AccessTokens {
  values: readonly string[]
  /** A token the person cannot know yet; undefined when they set their own. */
  announced?: { token: string; remark: string }
  /** What to set so that the service can be used at all. */
  warning?: string
}

/**
 * Takes the tokens of the environment. Without any, a demo gets a fixed one, and a person at a
 * terminal gets a random one for this session; a log file or a service manager must not hold one,
 * so there none is made up and nothing is served (design §2.6).
 */
export function chooseAccessTokens(
  secrets: Partial<Secrets>,
  situation: { isDemo: boolean; isTerminal: boolean; requireToken: boolean },
  newToken: () => string,
): AccessTokens {
  const { allowedTokens = [], authToken } = secrets
  const own = authToken === undefined ? allowedTokens : [...allowedTokens, authToken]
  if (situation.isDemo) {
    return {
      values: [DEMO_TOKEN, ...own],
      announced: { token: DEMO_TOKEN, remark: 'demo only' },
    }
  }
  if (own.length > 0 || !situation.requireToken) return { values: own }
  if (!situation.isTerminal) {
    return {
      values: [],
      warning: 'No access token is set, so every API request is refused: set ALLOWED_TOKENS',
    }
  }
  const token = newToken()
  return {
    values: [token],
    announced: { token, remark: 'made up for this session; set ALLOWED_TOKENS to keep one' },
  }
}
