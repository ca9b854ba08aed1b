/** What each setting is called, and a sentence about it. */
export const settingNames = {
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
  idleTimeoutSeconds: {
    title: 'Longest pause in an answer',
    hint: 'A longer one counts as broken off.',
  },
  keepAliveSeconds: {
    title: 'Sign of life after',
    hint: 'Keeps impatient chat clients waiting for a stream. 0 sends none.',
  },
  inlineLimitMegabytes: {
    title: 'Media sent inside a request, up to',
    hint: 'Larger chats upload their largest files to Google first; it keeps them for two days.',
  },
  proxies: {
    title: 'Proxies',
    hint: 'system, none, or http, https and socks5 addresses; keys stick to one.',
  },
  searchModels: {
    title: 'Models with a -search twin',
    hint: 'The twin answers with Google Search.',
  },
  modelAliases: {
    title: 'Aliases',
    hint: 'Names for chat, embedding and image models, for clients that only know those of others. A name may end with *.',
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
  thinkingFormat: {
    title: 'Where thoughts stand',
    hint: 'In a field of their own, or in the text for clients that know no such field.',
  },
  safetyFilter: {
    title: 'Safety filter',
    hint: 'What Google holds back in chats, unless a client says otherwise.',
  },
  blockedPrompt: {
    title: 'Prompts Google blocks',
    hint: 'What a chat client gets for a prompt that Google refuses to answer.',
  },
  imageFormat: {
    title: 'Where pictures stand',
    hint: 'In the text as Markdown, or in a list for clients that read one.',
  },
  createImageModel: {
    title: 'Image model',
    hint: 'Draws for every image model name that Gemini does not know.',
  },
  uploadProvider: {
    title: 'Images are kept',
    hint: 'Where the links in answers lead.',
  },
  imageRetentionDays: {
    title: 'Keep images on this computer for',
    hint: 'Older ones are deleted, never the newest; 0 keeps them for ever.',
  },
  imageRetentionMegabytes: {
    title: 'Room for images',
    hint: 'When they take more, the oldest go first.',
  },
  smmsUrl: {
    title: 'Address of S.EE',
    hint: 'The successor of SM.MS; for images kept there.',
  },
  picgoUrl: {
    title: 'Address of PicGo',
    hint: 'A Chevereto site such as picgo.net, or http://127.0.0.1:36677/upload of the PicGo or PicList app.',
  },
  cloudflareImgbedUrl: {
    title: 'Address of CloudFlare-ImgBed',
    hint: 'Your own site, without its code.',
  },
  cloudflareImgbedFolder: {
    title: 'Folder in CloudFlare-ImgBed',
    hint: 'Empty is the top.',
  },
  speechModel: {
    title: 'Voice model',
    hint: 'Speaks for names that are no Gemini models, such as tts-1.',
  },
  transcriptionModel: {
    title: 'Transcription model',
    hint: 'Writes down speech for names such as whisper-1.',
  },
  speechTranslationModel: {
    title: 'Speech translation model',
    hint: 'Translates recordings into English for names such as whisper-1.',
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
    title: "Requests in the service's log, too",
    hint: 'One more line for each, never with what was said. The list of requests has them all.',
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
  logLevel: {
    title: 'Detail of the log file',
    hint: 'How much the service writes about itself.',
  },
  logDays: { title: 'Keep log files for', hint: 'Older ones are deleted.' },
  logMegabytes: { title: 'Log files up to', hint: 'The oldest ones go first.' },
  metricsEnabled: {
    title: 'Figures for Prometheus',
    hint: 'Served at /metrics to whoever has an access token.',
  },
  appLanguage: { title: 'Language', hint: 'Of window, tray, menu and notifications.' },
  appTheme: { title: 'Appearance', hint: 'Of window, title bar and menus.' },
  notificationsEnabled: {
    title: 'Notifications',
    hint: 'When a key is suspended, all keys are resting, or the port is lost.',
  },
  checkForUpdates: {
    title: 'Look for updates',
    hint: 'Asks GitHub once a day. Nothing is downloaded or installed unasked.',
  },
  dropWindowMinutes: {
    title: 'Drop the hidden window after',
    hint: 'Frees its memory; the service goes on. 0 keeps it.',
  },
}
