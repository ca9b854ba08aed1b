/** Which program a request came from. */

/** What programs call themselves, the first that fits wins. */
type Families = readonly (readonly [RegExp, string])[]

const apps: Families = [
  [/cherry-?\s?(?:studio|ai)\b/i, 'Cherry Studio'],
  [/chatbox/i, 'Chatbox'],
  // Before Cline, whose address it still gives.
  [/\broo-?\s?code/i, 'Roo Code'],
  [/\bkilo-?\s?code/i, 'Kilo Code'],
  [/\bcline\b/i, 'Cline'],
  [/\bcursor\b/i, 'Cursor'],
  [/\bwindsurf\b/i, 'Windsurf'],
  [/githubcopilot|github copilot/i, 'GitHub Copilot'],
  [/open-?\s?webui/i, 'Open WebUI'],
  [/lobe-?chat|lobehub/i, 'LobeChat'],
  [/nextchat|chatgpt-next-web/i, 'NextChat'],
  [/librechat/i, 'LibreChat'],
  [/sillytavern/i, 'SillyTavern'],
  [/anythingllm/i, 'AnythingLLM'],
  [/\btypingmind/i, 'TypingMind'],
  [/\bjan\//i, 'Jan'],
  [/\bmsty/i, 'Msty'],
  [/\braycast/i, 'Raycast'],
  [/\bobsidian/i, 'Obsidian'],
  [/\bzotero/i, 'Zotero'],
  [/immersive-?\s?translate/i, 'Immersive Translate'],
  [/\bcontinue\b/i, 'Continue'],
  [/\baider\b/i, 'Aider'],
  [/\bclaude-(?:cli|code)/i, 'Claude Code'],
  [/gemini-?cli/i, 'Gemini CLI'],
  [/qwen-?code/i, 'Qwen Code'],
  [/\bopencode\b/i, 'opencode'],
  [/\bcodex\b|codex[-_]cli/i, 'Codex'],
  [/\bcrush\b/i, 'Crush'],
  [/\bgoose\b/i, 'Goose'],
  [/\bzed\b/i, 'Zed'],
  [/\bn8n\b/i, 'n8n'],
  [/\bdify\b/i, 'Dify'],
  [/home-?assistant/i, 'Home Assistant'],
]

/** What apps are made with, from what says most to what says least. */
const tools: Families = [
  [/litellm/i, 'LiteLLM'],
  [/langchain/i, 'LangChain'],
  [/llama.?index/i, 'LlamaIndex'],
  [/pydantic-?ai/i, 'Pydantic AI'],
  [/openai\/python|openai-python/i, 'OpenAI SDK (Python)'],
  [/openai\/(?:js|node)|openai-node/i, 'OpenAI SDK (JavaScript)'],
  [/openai\/go/i, 'OpenAI SDK (Go)'],
  [/openai\/java/i, 'OpenAI SDK (Java)'],
  [/openai\/\.?net|openai\.sdk/i, 'OpenAI SDK (.NET)'],
  [/anthropic\/python/i, 'Anthropic SDK (Python)'],
  [/anthropic\/(?:js|typescript)/i, 'Anthropic SDK (JavaScript)'],
  [/(?:google-genai-sdk|genai-py).*gl-python/i, 'Google SDK (Python)'],
  [/(?:google-genai-sdk|genai-js).*(?:gl-node|gl-web)/i, 'Google SDK (JavaScript)'],
  [/google-genai-sdk.*gl-go/i, 'Google SDK (Go)'],
  [/google-genai-sdk.*gl-java/i, 'Google SDK (Java)'],
  [/google-genai-sdk|genai-(?:js|py)|google-api/i, 'Google SDK'],
  [/\bai-sdk\b|\bai\/\d/i, 'Vercel AI SDK'],
  [/python-requests|python-httpx|python-urllib|aiohttp|\bpython\//i, 'Python'],
  [/^curl\//i, 'curl'],
  [/^wget\//i, 'Wget'],
  [/^httpie\//i, 'HTTPie'],
  [/postman/i, 'Postman'],
  [/insomnia/i, 'Insomnia'],
  [/\bbruno/i, 'Bruno'],
  [/powershell/i, 'PowerShell'],
  [/\bdart[/:]/i, 'Flutter app'],
  [/okhttp|dalvik|ktor/i, 'Android app'],
  [/cfnetwork|darwin\//i, 'Apple app'],
  [/go-http-client|\bgo-resty/i, 'Go'],
  [/^java|apache-httpclient/i, 'Java'],
  [/guzzle|\bphp\b/i, 'PHP'],
  [/\breqwest|\bureq|\bhyper\//i, 'Rust'],
  [/^ruby|faraday/i, 'Ruby'],
  [/^bun\//i, 'Bun'],
  [/^deno\//i, 'Deno'],
  [/^(?:node|undici|node-fetch|axios|got)\b/i, 'Node.js'],
  [/electron\//i, 'Desktop app'],
  [/mozilla\//i, 'Browser'],
]

const LONGEST_NAME = 40
/** Clients that were seen, by what they say: a few that come again and again. */
const MOST_KNOWN = 500
const LONGEST_KNOWN = 1000
const known = new Map<string, string>()

/** The headers by which programs name themselves. */
export interface ClientHeaders {
  'user-agent'?: string | undefined
  /** The first for people, as OpenRouter asks for it; apps on top of an SDK say no more. */
  'x-title'?: string | string[] | undefined
  'http-referer'?: string | string[] | undefined
  'x-goog-api-client'?: string | string[] | undefined
}

/**
 * The family of a client by its headers: an app people know, else the SDK or tool it is made with,
 * else the first product of its `User-Agent`, else the empty text.
 */
export function clientFamily(headers: ClientHeaders): string {
  const agent = headers['user-agent'] ?? ''
  const { 'x-title': title, 'http-referer': page, 'x-goog-api-client': sdk } = headers
  const said =
    title === undefined && page === undefined && sdk === undefined
      ? agent
      : [agent, title, page, sdk].flat().join('\n')
  let family = known.get(said)
  if (family !== undefined) return family
  family = familyOf(said, agent)
  if (known.size >= MOST_KNOWN) known.clear()
  if (said.length <= LONGEST_KNOWN) known.set(said, family)
  return family
}

function familyOf(said: string, agent: string): string {
  const fits = ([shape]: Families[number]) => shape.test(said)
  const family = (apps.find(fits) ?? tools.find(fits))?.[1]
  return family ?? (/^[\w. -]+/.exec(agent)?.[0] ?? '').trim().slice(0, LONGEST_NAME)
}
