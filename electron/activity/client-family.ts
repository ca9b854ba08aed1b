/** Which program a request came from. Pure. */

/** What programs put into `User-Agent`, the first that fits wins; apps before the SDKs they use. */
const families: readonly (readonly [RegExp, string])[] = [
  [/cherry\s?studio/i, 'Cherry Studio'],
  [/chatbox/i, 'Chatbox'],
  [/\bcline\b/i, 'Cline'],
  [/roo-?code/i, 'Roo Code'],
  [/kilo-?code/i, 'Kilo Code'],
  [/cursor/i, 'Cursor'],
  [/open-?webui/i, 'Open WebUI'],
  [/lobe-?chat|lobehub/i, 'LobeChat'],
  [/nextchat|chatgpt-next-web/i, 'NextChat'],
  [/librechat/i, 'LibreChat'],
  [/sillytavern/i, 'SillyTavern'],
  [/jan\//i, 'Jan'],
  [/msty/i, 'Msty'],
  [/continue/i, 'Continue'],
  [/aider/i, 'Aider'],
  [/litellm/i, 'LiteLLM'],
  [/langchain/i, 'LangChain'],
  [/llama.?index/i, 'LlamaIndex'],
  [/claude-(cli|code)/i, 'Claude Code'],
  [/gemini-?cli/i, 'Gemini CLI'],
  [/opencode/i, 'opencode'],
  [/codex/i, 'Codex'],
  [/\bzed\b/i, 'Zed'],
  [/openai\/python|openai-python/i, 'OpenAI SDK (Python)'],
  [/openai\/(js|node)|openai-node/i, 'OpenAI SDK (JavaScript)'],
  [/anthropic\/python/i, 'Anthropic SDK (Python)'],
  [/anthropic\/(js|typescript)/i, 'Anthropic SDK (JavaScript)'],
  [/google-genai-sdk.*gl-python/i, 'Google SDK (Python)'],
  [/google-genai-sdk.*gl-node/i, 'Google SDK (JavaScript)'],
  [/google-genai-sdk|google-api/i, 'Google SDK'],
  [/ai-sdk/i, 'Vercel AI SDK'],
  [/python-requests|python-httpx|aiohttp|python\//i, 'Python'],
  [/^curl\//i, 'curl'],
  [/postman/i, 'Postman'],
  [/insomnia/i, 'Insomnia'],
  [/okhttp|dalvik/i, 'Android app'],
  [/cfnetwork|darwin/i, 'Apple app'],
  [/go-http-client/i, 'Go'],
  [/^(node|undici|node-fetch|axios)\b/i, 'Node.js'],
  [/electron\//i, 'Desktop app'],
  [/mozilla\//i, 'Browser'],
]

const LONGEST_NAME = 40

/**
 * The family of a client by its `User-Agent`: a name people know, else the first product in it,
 * else the empty text.
 */
export function clientFamily(userAgent: string | undefined): string {
  if (userAgent === undefined) return ''
  const known = families.find(([shape]) => shape.test(userAgent))
  if (known !== undefined) return known[1]
  return (/^[\w. -]+/.exec(userAgent)?.[0] ?? '').trim().slice(0, LONGEST_NAME)
}
