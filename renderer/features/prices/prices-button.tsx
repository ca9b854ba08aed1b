import { Anchor, Button, Modal, Skeleton, Stack, Text } from '@mantine/core'
import { IconCoin } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { listPricesSource } from '../../../electron/shared/prices.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction, useCall } from '../../queries.ts'
import { PriceForm } from './price-form.tsx'

/** Opens the prices that the estimate of costs is made with; it says so unless told otherwise. */
export function PricesButton({ id, children }: { id?: string; children?: ReactNode }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button
        {...(id !== undefined && { id })}
        variant="default"
        leftSection={<IconCoin size={16} />}
        onClick={() => setOpen(true)}
      >
        {children ?? t('prices.open')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('prices.title')}
        size={760}
        closeButtonProps={{ 'aria-label': t('shell.close') }}
      >
        <Prices onDone={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function Prices({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const settings = useCall('settings.get', {})
  const shares = useCall('activity.shares', { period: '30d', by: 'model' }, { staleTimeMs: 0 })
  const date = format.date(Date.parse(listPricesSource.checkedOn))
  return (
    <Stack gap="md">
      <Text size="sm" className="gb-muted">
        {t('prices.hint')} {t('prices.source', { date })} <SourceLink />
      </Text>
      {settings.data === undefined || shares.isPending ? (
        <Skeleton height={220} aria-busy="true" />
      ) : (
        <PriceForm
          snapshot={settings.data}
          used={shares.data?.shares.map(({ name }) => name) ?? []}
          onDone={onDone}
        />
      )}
    </Stack>
  )
}

function SourceLink() {
  const { t } = useTranslation()
  const openLink = useAction('app.openLink')
  const { data: status } = useCall('app.status', {})
  const { url } = listPricesSource
  // The window opens no pages by itself; a browser does.
  const isWindow = status?.mode === 'desktop'
  return (
    <Anchor
      size="sm"
      underline="always"
      href={url}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => {
        if (!isWindow) return
        event.preventDefault()
        openLink.mutate({ url })
      }}
    >
      {t('prices.openSource')}
    </Anchor>
  )
}
