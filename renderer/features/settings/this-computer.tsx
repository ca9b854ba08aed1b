import { Button, Switch, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction, useCall } from '../../queries.ts'
import { useCopyDiagnostics } from '../../ui/diagnostics.ts'
import { notifyFailed } from '../../ui/notify.ts'

/** What the app is to this computer: started with it or not, where its data is, and how it fares. */
export function ThisComputer() {
  const { t } = useTranslation()
  const { data: status } = useCall('app.status', {})
  const openFolder = useAction('app.openFolder', { onError: notifyFailed })
  const diagnostics = useCopyDiagnostics()
  if (status?.mode !== 'desktop') return null
  return (
    <section className="gb-card" aria-label={t('settings.computer.title')}>
      {status.launchAtLogin !== undefined && <LaunchAtLogin state={status.launchAtLogin} />}
      <Row
        title={t('settings.computer.data')}
        hint={status.dataDir}
        action={t('settings.computer.open')}
        onAction={() => openFolder.mutate({ folder: 'data' })}
      />
      <Row
        title={t('settings.computer.diagnostics')}
        hint={t('settings.computer.diagnosticsHint')}
        action={t('shell.copy')}
        onAction={() => diagnostics.mutate({})}
      />
    </section>
  )
}

function LaunchAtLogin({ state }: { state: 'on' | 'off' | 'needs-approval' }) {
  const { t } = useTranslation()
  const set = useAction('app.setLaunchAtLogin', { onError: notifyFailed })
  return (
    <div className="gb-setting">
      <div className="gb-setting-words">
        <label htmlFor="launch-at-login">{t('settings.computer.login')}</label>
        <Hint warns={state === 'needs-approval'}>
          {state === 'needs-approval'
            ? t('settings.computer.loginApproval')
            : t('settings.computer.loginHint')}
        </Hint>
      </div>
      <Switch
        id="launch-at-login"
        checked={state === 'on'}
        onChange={({ currentTarget }) => set.mutate({ on: currentTarget.checked })}
      />
    </div>
  )
}

interface RowProps {
  title: string
  hint: string
  action: string
  onAction(): void
}

function Row({ title, hint, action, onAction }: RowProps) {
  return (
    <div className="gb-setting">
      <div className="gb-setting-words">
        <Text size="md" fw={500}>
          {title}
        </Text>
        <Hint>{hint}</Hint>
      </div>
      <Button size="xs" variant="default" aria-label={`${title}: ${action}`} onClick={onAction}>
        {action}
      </Button>
    </div>
  )
}

function Hint({ warns = false, children }: { warns?: boolean; children: ReactNode }) {
  return (
    <Text
      size="xs"
      style={{ overflowWrap: 'anywhere' }}
      {...(warns ? { c: 'var(--gb-wait)' } : { className: 'gb-muted' })}
    >
      {children}
    </Text>
  )
}
