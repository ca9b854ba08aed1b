import { Button, CloseButton, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { useAction } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { asText } from './request-list.ts'
import { useExport } from './use-export.ts'
import { keyActions, useKeyActions } from './use-key-actions.ts'

interface RequestSelectionProps {
  rows: readonly RequestRow[]
  onClear(): void
  onForgotten(): void
}

/** What can be done with the requests that are selected, and with the keys behind them. */
export function RequestSelection({ rows, onClear, onForgotten }: RequestSelectionProps) {
  const { t } = useTranslation()
  const copy = useCopy()
  const save = useExport()
  const act = useKeyActions()
  const forget = useAction('activity.forget', {
    onError: notifyFailed,
    onSuccess({ forgotten }) {
      notifyDone(t('requests.done.forgotten', { count: forgotten }))
      onForgotten()
    },
  })
  if (rows.length === 0) return null
  const filter = { ids: rows.map(({ id }) => id) }
  const name = t('requests.selected', { count: rows.length })
  const copyRows = async () => {
    if (await copy(asText(rows))) notifyDone(t('shell.copied'))
  }
  return (
    <div className="gb-card gb-selection" role="toolbar" aria-label={name}>
      <Text size="sm" fw={500} mr="auto">
        {name}
      </Text>
      {keyActions.map((action) => (
        <Button
          key={action}
          size="xs"
          variant="default"
          onClick={() => void act(action, { filter })}
        >
          {t(`requests.actions.${action}`)}
        </Button>
      ))}
      <Button size="xs" variant="default" onClick={() => void copyRows()}>
        {t('requests.actions.copy')}
      </Button>
      <Button size="xs" variant="default" onClick={() => void save(filter, 'csv')}>
        {t('requests.actions.exportCsv')}
      </Button>
      <Button
        size="xs"
        variant="light"
        color="red"
        loading={forget.isPending}
        onClick={() => forget.mutate({ filter })}
      >
        {t('requests.actions.forget')}
      </Button>
      <CloseButton aria-label={t('requests.clearSelection')} onClick={onClear} />
    </div>
  )
}
