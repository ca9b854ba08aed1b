import type { commands as en } from '../en/commands.ts'

export const commands: typeof en = {
  places: '前往',
  service: '服务',
  appearance: '外观',
  addKeys: '添加密钥',
  addFromClipboard: '从剪贴板添加密钥',
  copy: '复制：{{what}}',
  switchOn: '打开：{{title}}',
  switchOff: '关闭：{{title}}',
  start: '启动服务',
  stop: '停止服务',
}
