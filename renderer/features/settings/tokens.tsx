import { Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessToken } from '../../../electron/shared/contract/tokens.ts'
import { useFormats } from '../../i18n/format.ts'
import { call, useAction, useCall } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { Failure, PageSkeleton } from '../../ui/page.tsx'

/** Access tokens: made, copied and revoked, one per client. */
export function Tokens() {
  const { t } = useTranslation()
  const { data, error, isPending, refetch } = useCall('tokens.list', {})
  if (isPending) return <PageSkeleton heights={[260]} />
  if (error !== null) return <Failure message={error.message} onRetry={() => void refetch()} />
  return (
    <Stack gap="md">
      <Text size="sm" className="gb-muted">
        {t('settings.tokens.lead')}
      </Text>
      <NewToken />
      <Stack gap={0} className="gb-card">
        {data.tokens.map((token) => (
          <TokenRow key={token.id} token={token} />
        ))}
      </Stack>
    </Stack>
  )
}

function NewToken() {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const create = useAction('tokens.create', {
    onSuccess: () => setName(''),
    onError: notifyFailed,
  })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    create.mutate({ name: name.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Group align="flex-end" gap="sm">
        <TextInput
          style={{ flex: 1 }}
          label={t('settings.tokens.name')}
          placeholder={t('settings.tokens.placeholder')}
          value={name}
          maxLength={100}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
        />
        <Button type="submit" disabled={name.trim() === ''} loading={create.isPending}>
          {t('settings.tokens.create')}
        </Button>
      </Group>
    </form>
  )
}

function TokenRow({ token }: { token: AccessToken }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  const revoke = useAction('tokens.revoke', {
    onSuccess: () => notifyDone(t('settings.tokens.revoked')),
    onError: notifyFailed,
  })
  const used =
    token.lastUsedAtMs === undefined
      ? t('settings.tokens.never')
      : format.relative(token.lastUsedAtMs, nowMs)
  return (
    <div className="gb-setting">
      <div className="gb-setting-words">
        <Group gap="xs">
          <Text size="sm" fw={500}>
            {token.name}
          </Text>
          <Badge size="xs" variant="light" color="gray" tt="none">
            {t(`settings.tokens.source.${token.source}`)}
          </Badge>
          {token.isAdmin && (
            <Badge size="xs" variant="light" tt="none">
              {t('settings.tokens.admin')}
            </Badge>
          )}
        </Group>
        <Text size="xs" className="gb-muted">
          <code className="gb-mono">{token.masked}</code> · {t('settings.tokens.lastUsed')}: {used}
        </Text>
      </div>
      <div className="gb-setting-value">
        <CopyButton
          label={t('settings.tokens.copy')}
          text={async () => (await call('tokens.reveal', { id: token.id })).secret}
        />
        {token.isOurs && (
          <Button
            size="xs"
            variant="light"
            color="red"
            loading={revoke.isPending}
            onClick={() => revoke.mutate({ id: token.id })}
          >
            {t('settings.tokens.revoke')}
          </Button>
        )}
      </div>
    </div>
  )
}
