import i18next, { type TFunction } from 'i18next'
import { en } from '../i18n/en/en.ts'
import type { CallFailed } from '../queries.ts'

const { whole, kinds } = en.shell.failures

/**
 * Why a call was refused, in the language of the screen. What only the service or Google can say is
 * in English; other languages name its kind in front of it.
 */
export function errorWords({ code, message }: Pick<CallFailed, 'code' | 'message'>, t: TFunction) {
  if (has(whole, code)) return t(`shell.failures.whole.${code}`)
  return has(kinds, code) ? withKind(code, message, t) : message
}

/** A sentence of the service's own, after its kind where that is in another language. */
export function withKind(kind: keyof typeof kinds, message: string, t: TFunction): string {
  if (i18next.language.startsWith('en')) return message
  return t('shell.failures.detailed', { kind: t(`shell.failures.kinds.${kind}`), message })
}

function has<Table extends object>(table: Table, name: string): name is keyof Table & string {
  return Object.hasOwn(table, name)
}
