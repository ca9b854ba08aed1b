import type { TFunction } from 'i18next'
import type { AttemptRecord } from '../../../electron/shared/request-record.ts'
import { en } from '../../i18n/en/en.ts'

type Verdict = keyof typeof en.requests.verdicts

/** What Google said to one attempt, in words: `429, per-minute quota used up`. */
export function verdictOf({ verdict, status }: Omit<AttemptRecord, 'keyId' | 'ms'>, t: TFunction) {
  const words = isKnown(verdict) ? t(`requests.verdicts.${verdict}`) : verdict
  return verdict === 'ok' || status === 0 ? words : t('requests.refusedWith', { status, words })
}

function isKnown(verdict: string): verdict is Verdict {
  return Object.hasOwn(en.requests.verdicts, verdict)
}
