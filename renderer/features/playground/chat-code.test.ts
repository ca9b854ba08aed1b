import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { chatCode } from './chat-code.ts'

const target = {
  openai: 'http://127.0.0.1:8000/v1',
  gemini: 'http://127.0.0.1:8000',
  token: 'gb-1',
}
const chat = {
  model: 'gemini-3.8-flash',
  messages: [{ role: 'user' as const, content: `It's "quoted" $(whoami) \`id\`\n</script>` }],
  search: true,
  codeExecution: false,
  thinking: 'high' as const,
}

describe('a conversation as code', () => {
  it('is one shell command whose words are what was said, whatever that is', () => {
    const script = chatCode('curl', chat, target).replace(/^curl/, 'printf "%s\\0"')
    const words = execFileSync('sh', ['-c', script], { encoding: 'utf8' }).split('\0')
    expect(words[0]).toBe('http://127.0.0.1:8000/v1/chat/completions')
    expect(words).toContain('Authorization: Bearer gb-1')
    expect(JSON.parse(words.at(-2) ?? '')).toEqual({
      model: chat.model,
      messages: chat.messages,
      tools: [{ type: 'web_search' }],
      reasoning_effort: 'high',
    })
  })

  it('hands the OpenAI SDK the base URL with /v1 and Google’s the one without', () => {
    expect(chatCode('openai', chat, target)).toContain('baseURL: "http://127.0.0.1:8000/v1"')
    const native = chatCode('gemini', chat, target)
    expect(native).toContain('baseUrl: "http://127.0.0.1:8000"')
    expect(native).toContain('"thinkingLevel": "high"')
    expect(native).toContain('"googleSearch": {}')
  })

  it('leaves out what is not asked for', () => {
    const plain = { ...chat, search: false, thinking: 'default' as const }
    expect(chatCode('curl', plain, target)).not.toContain('tools')
    expect(chatCode('gemini', plain, target)).not.toContain('config')
  })
})
