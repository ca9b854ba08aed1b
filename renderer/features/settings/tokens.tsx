import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useAction, useCall } from '../../queries.ts'
import { notifyFailed } from '../../ui/notify.ts'
import { Failure, PageSkeleton } from '../../ui/page.tsx'
import { TokenRow } from './token-row.tsx'

/** Access tokens: made, copied, renamed and revoked, one per client. */
export function Tokens() {
  const { t } = useTranslation()
  const [freshId, setFreshId] = useState<string>()
  const { data, error, isPending, refetch } = useCall('tokens.list', {})
  if (isPending) return <PageSkeleton heights={[260]} />
  if (error !== null) return <Failure error={error} onRetry={() => void refetch()} />
  return (
    <Stack gap="md" miw={0}>
      <Text size="sm" className="gb-muted">
        {t('settings.tokens.lead')}
      </Text>
      <NewToken onCreated={setFreshId} />
      {data.tokens.length === 0 ? (
        <Text size="sm" className="gb-card gb-section">
          {t('settings.tokens.empty')}
        </Text>
      ) : (
        <Stack gap={0} className="gb-card">
          {data.tokens.map((token) => (
            <TokenRow key={token.id} token={token} isFresh={token.id === freshId} />
          ))}
        </Stack>
      )}
    </Stack>
  )
}

function NewToken({ onCreated }: { onCreated(id: string): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState('')
  const create = useAction('tokens.create', {
    onSuccess({ token }) {
      setName('')
      onCreated(token.id)
    },
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
