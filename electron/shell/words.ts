/** What the desktop says outside its window: tray, menu, notifications; one table per language. */

/** Languages the app speaks; a person may also leave it to the system. */
export type Language = 'en' | 'zh-CN'

const en = {
  running: 'Running at {address}',
  starting: 'Starting…',
  stopped: 'Stopped',
  portTaken: 'Port {port} is taken by {holder}',
  portTakenByUs: 'Another Gemini Balance runs on port {port}',
  portDenied: 'The system does not allow port {port}',
  noAddress: 'This machine has no address {host}',
  cannotListen: 'Cannot listen on port {port}',
  anotherProgram: 'another program',
  keysReady: '{ready} of {total} keys ready',
  nextBack: 'next back in {time}',
  noKeys: 'No keys yet',
  start: 'Start',
  stop: 'Stop',
  copyBaseUrl: 'Copy base URL',
  openAiUrl: 'OpenAI — {url}',
  geminiUrl: 'Gemini — {url}',
  copyToken: 'Copy access token',
  open: 'Open Gemini Balance',
  keys: 'Keys',
  addFromClipboard: 'Add from clipboard…',
  verifyAll: 'Verify all',
  resetCooldowns: 'Reset cooldowns',
  moreKeys: '{count} more in the window…',
  searchLinks: 'Show search links',
  codeExecution: 'Code execution',
  thinking: 'Show thinking',
  launchAtLogin: 'Launch at login',
  version: 'Version {version}',
  checkForUpdates: 'Version {version}: check for updates',
  updateAvailable: 'Version {version} is available…',
  updateReady: 'Restart for version {version}…',
  noticeUpdateTitle: 'Version {version} is available',
  noticeUpdate: 'Nothing is installed unasked. The window says what is next.',
  isLatest: 'Version {version} is the latest.',
  quit: 'Quit Gemini Balance',
  stateReady: 'ready',
  stateCooling: 'cooling',
  stateExhausted: 'used up for today',
  stateModel: 'not for this model',
  stateBenched: 'benched',
  stateInvalid: 'invalid',
  stateSuspended: 'suspended',
  stateDisabled: 'off',
  lookForUpdates: 'Check for Updates…',
  edit: 'Edit',
  view: 'View',
  window: 'Window',
  help: 'Help',
  file: 'File',
  settings: 'Settings…',
  noticeSuspendedTitle: 'Google suspended a key',
  noticeSuspended: '{key} is out of service. The window says what can be done.',
  noticeExhaustedTitle: 'All keys are resting',
  noticeExhausted: 'The first one is back at {time}.',
  noticeExhaustedForGood: 'None comes back by itself. Open the window to see why.',
  noticePortTitle: 'Gemini Balance is not reachable',
  stillRunningTitle: 'Gemini Balance keeps running',
  stillRunning: 'It stays in the tray and goes on serving. Quit it from the tray menu.',
  pageCrashes: 'The window keeps crashing',
  pageCrashesDetail: 'The service behind it goes on answering. Nothing is lost.',
  tryAgain: 'Try again',
  closeWindow: 'Close the window',
  pageHangs: 'The window does not answer',
  pageHangsDetail: 'The service behind it goes on answering. Reloading loses only what was typed.',
  wait: 'Wait',
  reload: 'Reload',
  noTray: 'There is no tray here, so the window is only minimized. Quit from the File menu (Alt).',
  added: '{count} keys added',
  nothingFound: 'There is no Gemini key in the clipboard',
} as const

export type Word = keyof typeof en

const zhCN: Record<Word, string> = {
  running: '运行中：{address}',
  starting: '正在启动…',
  stopped: '已停止',
  portTaken: '端口 {port} 已被 {holder} 占用',
  portTakenByUs: '端口 {port} 上已有另一个 Gemini Balance 在运行',
  portDenied: '系统不允许使用端口 {port}',
  noAddress: '本机没有地址 {host}',
  cannotListen: '无法监听端口 {port}',
  anotherProgram: '其他程序',
  keysReady: '{total} 个密钥中 {ready} 个可用',
  nextBack: '下一个将在 {time} 后恢复',
  noKeys: '还没有密钥',
  start: '启动',
  stop: '停止',
  copyBaseUrl: '复制接口地址',
  openAiUrl: 'OpenAI — {url}',
  geminiUrl: 'Gemini — {url}',
  copyToken: '复制访问令牌',
  open: '打开 Gemini Balance',
  keys: '密钥',
  addFromClipboard: '从剪贴板添加…',
  verifyAll: '全部验证',
  resetCooldowns: '重置冷却',
  moreKeys: '窗口中还有 {count} 个…',
  searchLinks: '显示搜索链接',
  codeExecution: '代码执行',
  thinking: '显示思考过程',
  launchAtLogin: '登录时启动',
  version: '版本 {version}',
  checkForUpdates: '版本 {version}：检查更新',
  updateAvailable: '有新版本 {version}…',
  updateReady: '重启以使用版本 {version}…',
  noticeUpdateTitle: '有新版本 {version}',
  noticeUpdate: '未经同意不会安装，后续步骤请看主窗口。',
  isLatest: '版本 {version} 已是最新。',
  quit: '退出 Gemini Balance',
  stateReady: '可用',
  stateCooling: '冷却中',
  stateExhausted: '今日额度已用完',
  stateModel: '不支持此模型',
  stateBenched: '暂停使用',
  stateInvalid: '无效',
  stateSuspended: '已被停用',
  stateDisabled: '已关闭',
  lookForUpdates: '检查更新…',
  edit: '编辑',
  view: '视图',
  window: '窗口',
  help: '帮助',
  file: '文件',
  settings: '设置…',
  noticeSuspendedTitle: '有密钥被 Google 停用',
  noticeSuspended: '{key} 已无法使用，处理办法请看主窗口。',
  noticeExhaustedTitle: '所有密钥都在休息',
  noticeExhausted: '最早一个将在 {time} 恢复。',
  noticeExhaustedForGood: '没有密钥会自动恢复，原因请看主窗口。',
  noticePortTitle: '无法连接 Gemini Balance',
  stillRunningTitle: 'Gemini Balance 仍在运行',
  stillRunning: '它会留在托盘中继续提供服务，可从托盘菜单退出。',
  pageCrashes: '窗口反复崩溃',
  pageCrashesDetail: '后台服务仍在正常响应，没有任何数据丢失。',
  tryAgain: '重试',
  closeWindow: '关闭窗口',
  pageHangs: '窗口没有响应',
  pageHangsDetail: '后台服务仍在正常响应。重新加载只会丢失尚未提交的输入。',
  wait: '等待',
  reload: '重新加载',
  noTray: '此桌面没有托盘，窗口只会最小化。可从“文件”菜单（Alt 键）退出。',
  added: '已添加 {count} 个密钥',
  nothingFound: '剪贴板里没有 Gemini 密钥',
}

const tables: Readonly<Record<Language, Readonly<Record<Word, string>>>> = { en, 'zh-CN': zhCN }

/** Says a thing in one language; `{name}` in its words is filled in. */
export type Speaker = (word: Word, values?: Readonly<Record<string, string | number>>) => string

/** The speaker of a language. */
export function speakerOf(language: Language): Speaker {
  const table = tables[language]
  return (word, values = {}) =>
    table[word].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/**
 * The language of the app.
 * @param chosen the setting
 * @param preferred what the system prefers, most liked first, as BCP 47 tags
 */
export function languageOf(chosen: 'system' | Language, preferred: readonly string[]): Language {
  if (chosen !== 'system') return chosen
  const known = preferred.find((tag) => /^(en|zh)\b/i.test(tag))
  return known?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en'
}
