export const settings = {
  title: 'Settings',
  changed: 'Changed',
  fromEnvironment: 'Set by {{variable}} in the environment; change it there.',
  fromFlag: 'Set by a flag when the service was started; change it there.',
  toDefault: 'Back to the default',
  defaultIs: 'Default: {{value}}',
  restart: 'Counts from the next start on.',
  saved: 'Saved',
  on: 'on',
  off: 'off',
  empty: 'empty',
  listHint: 'One per line',
  groups: {
    server: 'Server',
    tokens: 'Access tokens',
    upstream: 'Google and the way there',
    keys: 'Keys and retries',
    tools: 'Tools and display',
    images: 'Images',
    activity: 'Log',
  },
  units: { seconds: 's', hours: 'h', days: 'days', megabytes: 'MB', kilobytes: 'KB' },
  names: {
    host: {
      title: 'Listen on',
      hint: 'Anything but 127.0.0.1 lets other machines in; that needs a token.',
    },
    port: {
      title: 'Port',
      hint: 'Clients are configured with it, so it never changes by itself.',
    },
    requireToken: {
      title: 'Ask for a token',
      hint: 'Off lets every program on this machine in.',
    },
    allowedHosts: {
      title: 'Further host names',
      hint: 'Names under which clients may address this service.',
    },
    allowedOrigins: {
      title: 'Further web origins',
      hint: 'Web pages that may call this service.',
    },
    baseUrl: {
      title: 'Gemini API',
      hint: 'Where requests go.',
    },
    maxFailures: {
      title: 'Failures until a key is benched',
      hint: 'Only failures nobody can explain count.',
    },
    maxRetries: {
      title: 'Attempts per request',
      hint: 'Each on another key, before the client sees anything.',
    },
    keyStrategy: {
      title: 'Order of use',
      hint: 'Balanced spreads the load; fill-first uses keys by priority.',
    },
    paidKeyUse: {
      title: 'Use paid keys',
      hint: 'For images only, when no other key is ready, or always.',
    },
    waitForKeySeconds: {
      title: 'Wait for a key',
      hint: 'How long a request waits when all keys are resting.',
    },
    firstByteTimeoutSeconds: {
      title: 'Wait for the first byte',
      hint: 'Thinking models can take many minutes.',
    },
    proxies: {
      title: 'Proxies',
      hint: 'system, none, or http, https and socks5 addresses; keys stick to one.',
    },
    searchModels: {
      title: 'Models with a -search twin',
      hint: 'The twin answers with Google Search.',
    },
    codeExecutionEnabled: {
      title: 'Code execution',
      hint: 'Lets models run code where they can.',
    },
    showSearchLink: {
      title: 'Search links',
      hint: 'Adds the sources to answers that searched.',
    },
    showThinkingProcess: {
      title: 'Thinking',
      hint: 'Shows the thoughts of models that think.',
    },
    createImageModel: {
      title: 'Image model',
      hint: 'Draws for every image model name that Gemini does not know.',
    },
    uploadProvider: {
      title: 'Images are kept',
      hint: 'Where the links in answers lead.',
    },
    testModel: {
      title: 'Test model',
      hint: 'For trying a key by hand; verifying needs none.',
    },
    checkIntervalHours: {
      title: 'Check resting keys every',
      hint: '0 switches the checks off.',
    },
    logRequests: {
      title: 'Keep a log of requests',
      hint: 'What was asked, who answered and how long it took; never what was said.',
    },
    activityDays: { title: 'Keep it for', hint: 'Older requests are deleted; sums are kept.' },
    activityMegabytes: { title: 'Up to', hint: 'The oldest requests go first.' },
    recordBodies: {
      title: 'Record what was said',
      hint: 'Requests and answers too, without secrets. For finding a fault, not for every day.',
    },
    bodyLimitKilobytes: { title: 'Recorded per message', hint: 'What is longer is cut off.' },
    prices: {
      title: 'Prices',
      hint: 'Dollars per million tokens, by model; for estimates only.',
    },
  },
  choices: {
    balanced: 'Balanced',
    'round-robin': 'Round robin',
    'fill-first': 'Fill first',
    images: 'For images',
    fallback: 'When no other key is ready',
    always: 'Like any key',
    local: 'On this machine',
    smms: 'SM.MS',
    picgo: 'PicGo',
    cloudflare_imgbed: 'Cloudflare ImgBed',
    none: 'Nowhere: in the answer itself',
  },
  tokens: {
    lead: 'Clients show one of these. Give each client its own, so that you can revoke it alone.',
    name: 'Name',
    create: 'Create',
    created: 'Created',
    lastUsed: 'Last used',
    never: 'never',
    revoke: 'Revoke',
    revoked: 'Revoked. Clients that use it are refused from now on.',
    copy: 'Copy',
    admin: 'opens this console',
    source: {
      environment: 'from the environment',
      session: 'until the service ends',
      demo: 'demo',
      stored: 'stored',
    },
    placeholder: 'For example: ChatBox on my phone',
  },
}
