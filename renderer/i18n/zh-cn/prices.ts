import type { prices as en } from '../en/prices.ts'

export const prices: typeof en = {
  open: '价格',
  title: '估算所用的价格',
  hint: '单位为每百万 token 的美元。免费层不收费；这里是同样的 token 在付费层的价格。',
  source: '官方标价，截至 {{date}}，标准层，提示词不超过 20 万 token。',
  openSource: '打开 Google 价目表',
  model: '模型名称开头',
  input: '输入',
  output: '输出',
  cached: '缓存',
  origin: { own: '自定义', list: '标价', unknown: '未知' },
  add: '添加模型',
  removeOwn: '移除 {{model}}',
  faults: {
    price: '0 至 10,000',
    name: '请填写名称',
    twice: '重复',
  },
  own_zero: '仅使用标价',
  own_one: '{{count, number}} 个自定义价格',
  own_other: '{{count, number}} 个自定义价格',
  saved: '价格已保存。',
  fixed: '价格来自 {{variable}}，无法在此更改。',
}
