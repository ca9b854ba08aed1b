/** What columns of tables and fields of objects are called that say something about a key. */
import { isCommonName } from './label.ts'

const labelNames = new Set(
  'label name title alias account email owner project note remark comment description 名称 名字 标签 备注 账号'.split(
    ' ',
  ),
)

/** True for the name of a column or field that holds a key's label. */
export function isLabelName(name: string): boolean {
  return labelNames.has(name.trim().toLowerCase())
}

/** True for the name of a column that holds keys: `key`, `API key`, `gemini_api_key`. */
export function isKeyName(name: string): boolean {
  if (/密钥|秘钥/.test(name)) return true
  return name.length <= 40 && isCommonName(name.trim()) && /key|secret|token/i.test(name)
}

/** True for a value that says yes, as people, spreadsheets and programs do. */
export function isTrue(value: unknown): boolean {
  return /^(?:true|yes|y|1|x|paid|是)$/i.test(String(value).trim())
}
