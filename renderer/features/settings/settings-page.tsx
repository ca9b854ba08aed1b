import './settings.css'
import { Stack, UnstyledButton } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import { useAction, useCall } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { groups, secretOfHost, settingsOf } from './catalogue.ts'
import { SecretRow } from './secret-row.tsx'
import { SettingRow } from './setting-row.tsx'
import { ThisComputer } from './this-computer.tsx'
import { Tokens } from './tokens.tsx'
import { Updates } from './updates.tsx'

const sections = ['server', 'tokens', ...groups.filter((group) => group !== 'server')] as const

/** Every setting, in groups; what is changed counts at once. */
export default function SettingsPage() {
  const { t } = useTranslation()
  const { group } = useParams<{ group?: string }>()
  const [, navigate] = useLocation()
  const section = sections.find((name) => name === group) ?? 'server'
  return (
    <Page title={t('settings.title')}>
      <div className="gb-settings">
        <div className="gb-settings-nav" role="group" aria-label={t('settings.title')}>
          {sections.map((name) => (
            <UnstyledButton
              key={name}
              className="gb-nav"
              aria-current={name === section ? 'page' : undefined}
              onClick={() => navigate(`/settings/${name}`)}
            >
              {t(`settings.groups.${name}`)}
            </UnstyledButton>
          ))}
          <UnstyledButton className="gb-nav" onClick={() => navigate('/welcome')}>
            {t('onboarding.open')}
          </UnstyledButton>
        </div>
        {section === 'tokens' ? (
          <Tokens />
        ) : (
          <Stack gap="md">
            {section === 'desktop' && <Updates />}
            {section === 'desktop' && <ThisComputer />}
            <Group name={section} />
          </Stack>
        )}
      </div>
    </Page>
  )
}

function Group({ name }: { name: (typeof groups)[number] }) {
  const { data, error, isPending, refetch } = useCall('settings.get', {})
  const update = useAction('settings.update', { onError: notifyFailed })
  const reset = useAction('settings.reset', { onError: notifyFailed })
  if (isPending) return <PageSkeleton heights={[340]} />
  if (error !== null) return <Failure message={error.message} onRetry={() => void refetch()} />
  const secret = name === 'images' ? secretOfHost[data.values.uploadProvider] : undefined
  return (
    <Stack gap={0} className="gb-card">
      {settingsOf(name, data.values).map((setting) => (
        <SettingRow
          key={setting}
          name={setting}
          snapshot={data}
          onChange={(value) => update.mutate({ change: { [setting]: value } })}
          onReset={() => reset.mutate({ names: [setting] })}
        />
      ))}
      {secret !== undefined && (
        <SecretRow key={secret} name={secret} state={data.secrets[secret]} />
      )}
    </Stack>
  )
}
