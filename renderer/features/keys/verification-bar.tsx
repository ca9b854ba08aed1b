import './verification.css'
import { Button, CloseButton, Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import type { Verification } from '../../../electron/shared/contract/keys.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { type Finding, findingsOf } from './findings.ts'

const queryKey = ['verification']

/** How far a verification has come, and what it has found; events fill it in. */
export function VerificationBar({ onSelect }: Pick<FindingsProps, 'onSelect'>) {
  const { t } = useTranslation()
  const client = useQueryClient()
  const { data: run } = useQuery<Verification | null>({
    queryKey,
    queryFn: () => client.getQueryData<Verification>(queryKey) ?? null,
  })
  const cancel = useAction('keys.cancelVerify', { onError: notifyFailed })
  if (run === undefined || run === null) return null
  const { done, total, job, state } = run
  const isRunning = state === 'running'
  return (
    <Stack gap={6} className="gb-card gb-verification" px="md" py="xs">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" className="gb-number" role="status">
          {sentenceOf(run, t)}
        </Text>
        {isRunning ? (
          <Button size="compact-xs" variant="subtle" onClick={() => cancel.mutate({ job })}>
            {t('shell.cancel')}
          </Button>
        ) : (
          <CloseButton
            size="sm"
            aria-label={t('shell.close')}
            onClick={() => client.setQueryData(queryKey, null)}
          />
        )}
      </Group>
      {isRunning && (
        <Progress
          value={total === 0 ? 100 : (100 * done) / total}
          size="sm"
          aria-label={t('keys.verifying.title')}
        />
      )}
      {!isRunning && <Findings findings={findingsOf(run)} {...(onSelect && { onSelect })} />}
    </Stack>
  )
}

function sentenceOf(run: Verification, t: TFunction): string {
  const { done, total, state } = run
  if (state === 'running') {
    return `${t('keys.verifying.title')} · ${t('keys.verifying.progress', { done, total })}`
  }
  return t(`keys.verifying.${state}`, {
    count: total,
    done,
    total,
    fine: run.fine.length,
    failed: run.failed.length,
    unreachable: run.unreachable.length,
  })
}

interface FindingsProps {
  findings: readonly Finding[]
  /** Where there is no list to select keys in, it is left out. */
  onSelect?: (ids: readonly string[]) => void
}

/** One line for each verdict, and the way to the keys behind it. */
function Findings({ findings, onSelect }: FindingsProps) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <ul className="gb-findings" aria-label={t('keys.verifying.byVerdict')}>
      {findings.map(({ kind, ids, message }) => (
        <li key={kind}>
          <Text size="xs" className="gb-number" title={message}>
            <b>{format.number(ids.length)}</b> ×{' '}
            {t(kind === 'fine' ? 'keys.verifying.inOrder' : `requests.verdicts.${kind}`)}
          </Text>
          {onSelect !== undefined && (
            <Button size="compact-xs" variant="subtle" onClick={() => onSelect(ids)}>
              {t('keys.verifying.select')}
            </Button>
          )}
        </li>
      ))}
    </ul>
  )
}
