import type { connect as en } from '../en/connect.ts'

export const connect: typeof en = {
  title: '连接',
  lead: '每个客户端都需要一个地址和一个令牌。下面列出在哪里填写什么。',
  url: '接口地址',
  host: 'API 主机',
  token: 'API 密钥',
  model: '模型',
  client: '您的客户端',
  noToken: '请先创建一个访问令牌',
  state: {
    waiting: '正在等待 {{client}} 的第一个请求…',
    connected: '{{client}} 已连接。',
    connectedAt: '{{client}} 已连接，最近一次请求：{{time}}。',
    refused: '{{client}} 已连上（{{time}}），但被拒绝：{{status}} {{message}}',
    other:
      '{{time}}已回答来自 {{other}} 的请求。并非每个客户端都会说明自己的名称；如果那就是 {{client}}，则一切正常。',
  },
  advice: {
    token: '请把这里的 API 密钥重新复制到 {{client}}。',
    address: '请核对 {{client}} 中的地址和模型是否与这里一致。',
    quota: '请查看“密钥”页面：没有可用的密钥。',
  },
  seenBefore: '已连接',
  clients: {
    chatbox: {
      name: 'ChatBox',
      steps: '设置 → 模型提供方 → 添加 → OpenAI API 兼容。ChatBox 会自行添加 /v1。',
    },
    cherry: {
      name: 'Cherry Studio',
      steps: '设置 → 模型服务 → 添加 → 类型 OpenAI。Cherry Studio 会自行添加 /v1。',
    },
    cline: { name: 'Cline', steps: '设置 → API Provider → OpenAI Compatible。' },
    roo: { name: 'Roo Code', steps: '设置 → Providers → OpenAI Compatible。' },
    continue: { name: 'Continue', steps: '写入 config.yaml 的 models 下。' },
    openwebui: {
      name: 'Open WebUI',
      steps:
        '管理员设置 → 外部连接 → OpenAI API → 添加。在 Docker 中请使用 host.docker.internal，并让服务监听网络地址。',
    },
    lobechat: { name: 'LobeChat', steps: '设置 → AI 服务商 → OpenAI → API 代理地址。' },
    geminicli: { name: 'Gemini CLI', steps: '在启动 gemini 之前设置。' },
    openaijs: { name: 'OpenAI SDK（JavaScript）', steps: 'npm install openai' },
    openaipy: { name: 'OpenAI SDK（Python）', steps: 'pip install openai' },
    genai: { name: 'Google GenAI SDK（JavaScript）', steps: 'npm install @google/genai' },
    genaipy: { name: 'Google GenAI SDK（Python）', steps: 'pip install google-genai' },
    langchain: { name: 'LangChain', steps: 'pip install langchain-openai' },
    curl: { name: 'curl', steps: '在终端中运行。' },
    cursor: {
      name: 'Cursor',
      steps:
        'Cursor 从它自己的服务器发送请求，因此无法访问您电脑上的地址。只有通过指向此处的公网 HTTPS 地址才能使用，我们不建议这样做。',
    },
  },
}
