/** What the schema lets a setting be (pure). */
import { type SettingName, settingsSchema } from '../../../electron/shared/settings.ts'

export interface Limits {
  min: number
  max: number
  isWhole: boolean
}

/** Between what a number must be; undefined for settings that are no numbers. */
export function limitsOf(name: SettingName): Limits | undefined {
  const rule: unknown = settingsSchema.shape[name].unwrap()
  if (!isNumberRule(rule)) return undefined
  const { minValue: min, maxValue: max, format } = rule
  return { min, max, isWhole: format === 'safeint' }
}

interface NumberRule {
  minValue: number
  maxValue: number
  format: string | null
}

function isNumberRule(rule: unknown): rule is NumberRule {
  const { minValue, maxValue } = rule as Partial<NumberRule>
  return typeof minValue === 'number' && typeof maxValue === 'number'
}

/** Whether the schema takes a value. */
export function isAllowed(name: SettingName, value: unknown): boolean {
  return settingsSchema.shape[name].safeParse(value).success
}
