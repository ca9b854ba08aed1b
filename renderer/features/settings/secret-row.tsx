import { ActionIcon, PasswordInput, Text } from '@mantine/core'
import { IconCheck, IconTrash } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { HostSecretName, HostSecretState } from '../../../electron/shared/host-secret.ts'
import { useAction } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'

interface SecretRowProps {
  name: HostSecretName
  state: HostSecretState
}

/** A secret that can be set and removed, and never be read again. */
export function SecretRow({ name, state }: SecretRowProps) {
  const { t } = useTranslation()
  const source = state.isSet ? state.source : undefined
  return (
    <div className="gb-setting">
      <div className="gb-setting-words">
        <label htmlFor={name}>{t(`settings.secrets.${name}.title`)}</label>
        <Text size="xs" className="gb-muted">
          {t(`settings.secrets.${name}.hint`)}
        </Text>
        {source === 'environment' && (
          <Text size="xs" c="var(--gb-wait)">
            {t('settings.secrets.fromEnvironment')}
          </Text>
        )}
        {source === 'session' && (
          <Text size="xs" c="var(--gb-wait)">
            {t('settings.secrets.session')}
          </Text>
        )}
      </div>
      <SecretEditor name={name} state={state} />
    </div>
  )
}

function SecretEditor({ name, state }: SecretRowProps) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState('')
  const set = useAction('settings.setSecret', {
    onSuccess: () => {
      setDraft('')
      notifyDone(t('settings.secrets.saved'))
    },
    onError: notifyFailed,
  })
  const clear = useAction('settings.clearSecret', {
    onSuccess: () => notifyDone(t('settings.secrets.cleared')),
    onError: notifyFailed,
  })
  const title = t(`settings.secrets.${name}.title`)
  const isFixed = state.isSet && state.source === 'environment'
  const canClear = state.isSet && !isFixed
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (draft.trim() !== '') set.mutate({ name, secret: draft.trim() })
  }
  return (
    <form className="gb-setting-value" onSubmit={submit}>
      <PasswordInput
        id={name}
        w={230}
        autoComplete="off"
        disabled={isFixed}
        value={draft}
        placeholder={
          state.isSet
            ? t('settings.secrets.isSet', { masked: state.masked })
            : t('settings.secrets.notSet')
        }
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
      />
      {draft.trim() === '' ? (
        <ActionIcon
          aria-label={`${t('settings.secrets.clear')}: ${title}`}
          disabled={!canClear}
          style={{ visibility: canClear ? 'visible' : 'hidden' }}
          loading={clear.isPending}
          onClick={() => clear.mutate({ name })}
        >
          <IconTrash size={16} />
        </ActionIcon>
      ) : (
        <ActionIcon
          type="submit"
          variant="filled"
          aria-label={`${t('settings.secrets.save')}: ${title}`}
          loading={set.isPending}
        >
          <IconCheck size={16} />
        </ActionIcon>
      )}
    </form>
  )
}
