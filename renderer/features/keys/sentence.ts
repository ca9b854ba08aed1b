import type { TFunction } from 'i18next'
import type { KeyStatus, ModelStatus } from '../../../electron/shared/key-status.ts'
import { en } from '../../i18n/en/en.ts'
import { countdown } from '../../i18n/format.ts'

type Reason = keyof typeof en.keys.reason

/** What is the matter with a key, in one sentence with the time that is left. */
export function sentenceOf(key: KeyStatus, t: TFunction, nowMs: number): string {
  if (key.state === 'ready') return readySentence(key, t, nowMs)
  return withTime(explained(key, t), key.untilMs, t, nowMs)
}

function readySentence({ models }: KeyStatus, t: TFunction, nowMs: number): string {
  if (models.length === 0) return t('keys.sentence.ready')
  const sentence = t('keys.sentence.readyExcept', { count: models.length })
  const times = models.flatMap(({ untilMs }) => untilMs ?? [])
  if (times.length === 0) return sentence
  const time = countdown(Math.min(...times) - nowMs)
  const back = models.length === 1 ? t('keys.backIn', { time }) : t('keys.nextBackIn', { time })
  return `${sentence} · ${back}`
}

/** The same for one model of a key. */
export function modelSentence(model: ModelStatus, t: TFunction, nowMs: number): string {
  return withTime(explained(model, t), model.untilMs, t, nowMs)
}

function explained({ state, reason }: Pick<KeyStatus, 'state' | 'reason'>, t: TFunction): string {
  return isExplained(reason) ? t(`keys.reason.${reason}`) : t(`keys.sentence.${state}`)
}

function isExplained(reason: string | undefined): reason is Reason {
  return reason !== undefined && Object.hasOwn(en.keys.reason, reason)
}

function withTime(sentence: string, untilMs: number | undefined, t: TFunction, nowMs: number) {
  if (untilMs === undefined) return sentence
  return `${sentence} · ${t('keys.backIn', { time: countdown(untilMs - nowMs) })}`
}
