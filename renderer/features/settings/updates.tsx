import { Button, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { UpdateState } from '../../../electron/shared/contract/app.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction, useCall } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'

/** The version that runs, whether there is a newer one, and the next step towards it. */
export function Updates() {
  const { t } = useTranslation()
  const words = useStateInWords()
  const { data: status } = useCall('app.status', {})
  if (status?.update === undefined) return null
  const { update, version } = status
  return (
    <section className="gb-card" aria-label={t('settings.updates.title')}>
      <div className="gb-setting">
        <div className="gb-setting-words">
          <Text size="md" fw={500}>
            {t('settings.updates.running', { version })}
          </Text>
          <Text size="xs" className="gb-muted" aria-live="polite">
            {words(update)}
          </Text>
        </div>
        <Group gap="xs" className="gb-setting-value">
          <Steps update={update} />
        </Group>
      </div>
    </section>
  )
}

function useStateInWords(): (update: UpdateState) => string {
  const { t } = useTranslation()
  const format = useFormats()
  return (update) => {
    switch (update.kind) {
      case 'latest':
        return t('settings.updates.latest', { time: format.time(update.checkedAtMs) })
      case 'available':
      case 'ready':
        return t(`settings.updates.${update.kind}`, { version: update.version })
      case 'downloading':
        return t('settings.updates.downloading', {
          version: update.version,
          percent: update.percent,
        })
      case 'failed':
        return t('settings.updates.failed', { reason: update.message })
      case 'no-source':
        return t('settings.updates.noSource')
      case 'checking':
      case 'unknown':
      default:
        return t(`settings.updates.${update.kind}`)
    }
  }
}

function Steps({ update }: { update: UpdateState }) {
  const { t } = useTranslation()
  const options = { onError: notifyFailed }
  const check = useAction('app.checkForUpdates', options)
  const download = useAction('app.downloadUpdate', options)
  const install = useAction('app.installUpdate', options)
  const openLink = useAction('app.openLink', options)
  const step = (word: 'check' | 'download' | 'install' | 'page', act: () => void) => (
    <Button
      size="xs"
      variant="default"
      loading={update.kind === 'checking' || update.kind === 'downloading'}
      onClick={act}
    >
      {t(`settings.updates.steps.${word}`)}
    </Button>
  )
  const page = 'pageUrl' in update ? update.pageUrl : undefined
  const toPage = page === undefined ? null : step('page', () => openLink.mutate({ url: page }))
  switch (update.kind) {
    case 'no-source':
      return null
    case 'available':
      return (
        <>
          {toPage}
          {update.canInstall && step('download', () => download.mutate({}))}
        </>
      )
    case 'ready':
      return step('install', () => install.mutate({}))
    case 'downloading':
    case 'failed':
    case 'checking':
    case 'latest':
    case 'unknown':
    default:
      return (
        <>
          {toPage}
          {step('check', () => check.mutate({}))}
        </>
      )
  }
}
