import type { onboarding as en } from '../en/onboarding.ts'

export const onboarding: typeof en = {
  title: '欢迎',
  lead: '只需三步即可得到第一个回答。您可以随时离开，之后从命令面板或设置中再次打开。',
  leave: '跳过向导',
  next: '继续',
  finish: '完成',
  open: '打开向导',
  keys: {
    step: '添加密钥',
    text: '粘贴您的 Gemini API 密钥：每行一个，或任何包含密钥的文本。',
    there_one: '已有 {{count, number}} 个密钥。',
    there_other: '已有 {{count, number}} 个密钥。',
    demo: '手边没有密钥？演示模式由内置模拟器回答。应用会重新启动，并且不保存任何内容。',
    demoFlag: '手边没有密钥？用 --demo 启动服务，它会由内置模拟器回答，并且不保存任何内容。',
    tryDemo: '不用密钥试试',
  },
  check: {
    step: '检查',
    listening: 'Gemini Balance 正在监听',
    token: '客户端出示访问令牌',
    text: '向 {{model}} 发送一个简短请求，确认密钥和网络可用。',
    question: '请用一句话打个招呼。',
    send: '发送测试请求',
    skip: '跳过',
    works: '一切正常：经由 {{key}}，用时 {{ms}} 毫秒',
  },
  connect: {
    step: '连接',
  },
}
