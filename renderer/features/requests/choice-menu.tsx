import { Button, Group, Menu, Modal, Text } from '@mantine/core'
import { IconDots, IconDownload, IconTrash } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RequestFilter } from '../../../electron/shared/contract/activity.ts'
import { useAction } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { type Choice, filterOf } from './request-choice.ts'
import { useExport } from './use-export.ts'

/** What can be done with all requests that are chosen, loaded or not. */
export function ChoiceMenu({ choice, onForgotten }: { choice: Choice; onForgotten(): void }) {
  const { t } = useTranslation()
  const [forgetting, setForgetting] = useState<RequestFilter>()
  const save = useExport()
  // A dialog gives the focus back to what had it: the menu's entry would be gone by then.
  const button = useRef<HTMLButtonElement>(null)
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button
            ref={button}
            size="xs"
            variant="default"
            px={7}
            aria-label={t('requests.actions.more')}
          >
            <IconDots size={15} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDownload size={16} />}
            onClick={() => void save(filterOf(choice, Date.now()), 'csv')}
          >
            {t('requests.actions.exportCsv')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDownload size={16} />}
            onClick={() => void save(filterOf(choice, Date.now()), 'json')}
          >
            {t('requests.actions.exportJson')}
          </Menu.Item>
          <Menu.Item
            c="var(--gb-bad)"
            leftSection={<IconTrash size={16} />}
            onClick={() => {
              button.current?.focus()
              setForgetting(filterOf(choice, Date.now()))
            }}
          >
            {t('requests.actions.forgetShown')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <ForgetDialog
        filter={forgetting}
        onClose={() => setForgetting(undefined)}
        onForgotten={onForgotten}
      />
    </>
  )
}

/** Asks before requests are taken out of the log; open as long as there is a filter. */
export function ForgetDialog({
  filter,
  onClose,
  onForgotten,
}: {
  filter: RequestFilter | undefined
  onClose(): void
  onForgotten(): void
}) {
  const { t } = useTranslation()
  const forget = useAction('activity.forget', {
    onError: notifyFailed,
    onSuccess({ forgotten }) {
      notifyDone(t('requests.done.forgotten', { count: forgotten }))
      onClose()
      onForgotten()
    },
  })
  return (
    <Modal
      opened={filter !== undefined}
      onClose={onClose}
      title={t('requests.confirm.title')}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Text size="sm">{t('requests.confirm.text')}</Text>
      <Group justify="flex-end" mt="lg">
        <Button variant="default" onClick={onClose}>
          {t('shell.cancel')}
        </Button>
        <Button
          color="red.9"
          loading={forget.isPending}
          onClick={() => forget.mutate(filter === undefined ? {} : { filter })}
        >
          {t('requests.confirm.yes')}
        </Button>
      </Group>
    </Modal>
  )
}
