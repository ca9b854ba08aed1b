export const connect = {
  title: 'Connect',
  lead: 'Every client needs an address and a token. Here is what to enter where.',
  url: 'Base URL',
  host: 'API host',
  token: 'API key',
  model: 'Model',
  client: 'Your client',
  noToken: 'Make an access token first',
  state: {
    waiting: 'Waiting for the first request from {{client}}…',
    connected: '{{client}} is connected.',
    connectedAt: '{{client}} is connected. Last request {{time}}.',
    refused: '{{client}} has come through {{time}}, but was refused: {{status}} {{message}}',
    other:
      'A request from {{other}} was served {{time}}. Not every client says its name; if that was {{client}}, all is well.',
  },
  advice: {
    token: 'Copy the API key from here into {{client}} again.',
    address: 'Compare address and model in {{client}} with those here.',
    quota: 'Look at Keys: none was ready.',
  },
  seenBefore: 'Connected',
  clients: {
    chatbox: {
      name: 'ChatBox',
      steps: 'Settings → Model Provider → Add → OpenAI API Compatible. ChatBox adds /v1 itself.',
    },
    cherry: {
      name: 'Cherry Studio',
      steps: 'Settings → Model Provider → Add → type OpenAI. Cherry Studio adds /v1 itself.',
    },
    cline: { name: 'Cline', steps: 'Settings → API Provider → OpenAI Compatible.' },
    roo: { name: 'Roo Code', steps: 'Settings → Providers → OpenAI Compatible.' },
    continue: { name: 'Continue', steps: 'Put this into config.yaml under models.' },
    openwebui: {
      name: 'Open WebUI',
      steps:
        'Admin settings → Connections → OpenAI API → Add. In Docker use host.docker.internal and let the service listen for the network.',
    },
    lobechat: {
      name: 'LobeChat',
      steps: 'Settings → AI Service Provider → OpenAI → API proxy URL.',
    },
    geminicli: { name: 'Gemini CLI', steps: 'Set these before you start gemini.' },
    openaijs: { name: 'OpenAI SDK, JavaScript', steps: 'npm install openai' },
    openaipy: { name: 'OpenAI SDK, Python', steps: 'pip install openai' },
    genai: { name: 'Google GenAI SDK, JavaScript', steps: 'npm install @google/genai' },
    genaipy: { name: 'Google GenAI SDK, Python', steps: 'pip install google-genai' },
    langchain: { name: 'LangChain', steps: 'pip install langchain-openai' },
    curl: { name: 'curl', steps: 'In a terminal.' },
    cursor: {
      name: 'Cursor',
      steps:
        'Cursor sends requests from its own servers, so it cannot reach an address on your machine. It works only through a public HTTPS address that leads here, which we do not recommend.',
    },
  },
}
