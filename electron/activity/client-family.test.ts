import { describe, expect, it } from 'vitest'
import { type ClientHeaders, clientFamily } from './client-family.ts'

const electronApp = (name: string) =>
  `Mozilla/5.0 (X11; Linux) AppleWebKit/537.36 (KHTML, like Gecko) ${name} Chrome/146.0 Electron/41.2 Safari/537.36`
const browser = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) Chrome/146.0 Safari/537.36'
/** Apps on top of an SDK name themselves as OpenRouter asks for it. */
const titled = (agent: string, title: string, page: string): ClientHeaders => ({
  'user-agent': agent,
  'x-title': title,
  'http-referer': page,
})
const named = (agent: string): ClientHeaders => ({ 'user-agent': agent })

describe('the family of a client', () => {
  it.each<[string, ClientHeaders]>([
    ['Cherry Studio', named(electronApp('CherryStudio/1.9.3'))],
    [
      'Cherry Studio',
      titled('ai-sdk/openai-compatible/2.0.37', 'Cherry Studio', 'https://cherry-ai.com'),
    ],
    ['Chatbox', named(electronApp('xyz.chatboxapp.app/1.17.0'))],
    ['Cline', named('Cline/3.74.0')],
    ['Cline', titled('OpenAI/JS 5.12.2', 'Cline', 'https://cline.bot')],
    ['Roo Code', titled('RooCode/3.53.0', 'Roo Code', 'https://github.com/RooVetGit/Roo-Cline')],
    ['Roo Code', titled('OpenAI/JS 5.12.2', 'Roo Code', 'https://github.com/RooVetGit/Roo-Cline')],
    ['Kilo Code', named('Kilo-Code/4.99.0')],
    ['Continue', named('Continue/1.3.1')],
    ['Open WebUI', titled('Python/3.12 aiohttp/3.13', 'Open WebUI', 'https://openwebui.com/')],
    ['LobeChat', titled('OpenAI/JS 4.104.0', 'LobeHub', 'https://lobehub.com')],
    [
      'Gemini CLI',
      named(
        'GeminiCLI/v0.46.0/gemini-3.8-flash (linux; x64) google-genai-sdk/1.30.0 gl-node/v22.1.0',
      ),
    ],
    ['Qwen Code', named('QwenCode/0.2.1 (linux; x64)')],
    ['Claude Code', named('claude-cli/2.1.2 (external, cli)')],
    ['opencode', named('opencode/1.2.6 ai-sdk/provider-utils/4.0.1 runtime/bun/1.3.4')],
    ['GitHub Copilot', named('GitHubCopilotChat/0.35.0')],
    ['Home Assistant', named('HomeAssistant/2026.11.1 httpx/0.28.1 Python/3.14')],
    ['LangChain', named('langchainjs-openai/1.0.0 ((node/v24.1.0; linux; x64))')],
    ['LangChain', named('langchain-google-genai/2.0.5 google-genai-sdk/1.2 gl-python/3.13')],
    ['LiteLLM', named('litellm/1.80.0')],
    ['OpenAI SDK (Python)', named('OpenAI/Python 2.8.0')],
    ['OpenAI SDK (Python)', named('AsyncOpenAI/Python 2.8.0')],
    ['OpenAI SDK (JavaScript)', named('OpenAI/JS 7.57.0')],
    ['OpenAI SDK (Go)', named('OpenAI/Go 3.8.1')],
    ['Anthropic SDK (Python)', named('Anthropic/Python 0.75.0')],
    ['Google SDK (JavaScript)', named('google-genai-sdk/3.1.0 gl-node/v24.21.0')],
    ['Google SDK (Python)', named('google-genai-sdk/1.2 gl-python/3.13')],
    [
      'Google SDK (JavaScript)',
      { 'user-agent': browser, 'x-goog-api-client': 'google-genai-sdk/3.1.0 gl-web/x' },
    ],
    [
      'Google SDK (JavaScript)',
      { 'user-agent': 'node', 'x-goog-api-client': 'genai-js/0.24.1 gl-node/24' },
    ],
    ['Vercel AI SDK', named('ai/7.0.1 ai-sdk/google/4.0.1 runtime/node.js/24')],
    ['curl', named('curl/8.14.1')],
    ['Python', named('python-httpx/0.28')],
    ['Python', named('Python/3.12 aiohttp/3.13.2')],
    ['Node.js', named('node')],
    ['Node.js', named('axios/1.13.2')],
    ['Flutter app', named('Dart/3.9 (dart:io)')],
    ['Go', named('Go-http-client/2.0')],
    ['Desktop app', named(electronApp('SomeApp/1'))],
    ['Browser', named(browser)],
  ])('is %s for %o', (family, headers) => {
    // The second time from memory.
    expect([clientFamily(headers), clientFamily(headers)]).toEqual([family, family])
  })

  it('is not taken from words that only look alike', () => {
    for (const agent of ['Trojan/1.0', 'Precursor/2', 'amazed/1', 'Disconnection/1']) {
      expect(clientFamily(named(agent))).toBe(agent.split('/')[0])
    }
  })

  it('is the first product of a program nobody knows, short and without what may be private', () => {
    expect(clientFamily(named('MyScript/2.0 (alice@example.org)'))).toBe('MyScript')
    expect(clientFamily(named('x'.repeat(500)))).toHaveLength(40)
    // What a title says may be anything.
    expect(clientFamily(titled('MyScript/2.0', 'Letters of Alice', 'https://alice.example'))).toBe(
      'MyScript',
    )
  })

  it('is empty when the client says nothing', () => {
    expect(clientFamily({})).toBe('')
    expect(clientFamily(named(''))).toBe('')
  })

  it('stays right, and its memory small, whatever number of clients come', () => {
    for (let n = 0; n < 2000; n += 1) expect(clientFamily(named(`curl/8.${n}`))).toBe('curl')
  })
})
