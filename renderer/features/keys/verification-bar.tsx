import { Button, CloseButton, Group, Progress, Stack, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { Verification } from '../../../electron/shared/contract/keys.ts'
import { useAction } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'

const queryKey = ['verification']

/** How far a verification has come, and what it has found; events fill it in. */
export function VerificationBar() {
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
  const sentence = isRunning
    ? `${t('keys.verifying.title')} · ${t('keys.verifying.progress', { done, total })}`
    : t(`keys.verifying.${state}`, {
        done,
        total,
        fine: run.fine.length,
        failed: run.failed.length,
        unreachable: run.unreachable.length,
      })
  return (
    <Stack gap={6} className="gb-card" px="md" py="xs" role="status">
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm" className="gb-number">
          {sentence}
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
      {!isRunning && run.failed.length > 0 && <FailedGroups failed={run.failed} />}
    </Stack>
  )
}

/** What was refused, grouped by why. */
function FailedGroups({ failed }: Pick<Verification, 'failed'>) {
  const groups = Object.entries(Object.groupBy(failed, ({ message }) => message))
  return (
    <Stack gap={2}>
      {groups.map(([message, members = []]) => (
        <Text key={message} size="xs" className="gb-muted">
          <b className="gb-number">{members.length} ×</b> {message}
        </Text>
      ))}
    </Stack>
  )
}
