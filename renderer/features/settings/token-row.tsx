import { ActionIcon, Badge, Button, Group, Text, TextInput, Tooltip } from '@mantine/core'
import { IconCheck, IconPencil } from '@tabler/icons-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AccessToken } from '../../../electron/shared/contract/tokens.ts'
import { useFormats } from '../../i18n/format.ts'
import { call, useAction } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'

interface TokenRowProps {
  token: AccessToken
  /** It was made just now, to be copied. */
  isFresh: boolean
}

/** One access token; whole only in the clipboard. */
export function TokenRow({ token, isFresh }: TokenRowProps) {
  const { t } = useTranslation()
  const [isRenaming, setRenaming] = useState(false)
  const row = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (isFresh) row.current?.querySelector<HTMLElement>('[data-copy]')?.focus()
  }, [isFresh])
  return (
    <div ref={row} className="gb-setting" data-fresh={isFresh}>
      <div className="gb-setting-words">
        {isRenaming ? (
          <RenameForm token={token} onDone={() => setRenaming(false)} />
        ) : (
          <Group gap="xs" mih={24}>
            <Text size="sm" fw={500} style={{ overflowWrap: 'anywhere' }}>
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
        )}
        <Facts token={token} />
      </div>
      <div className="gb-setting-value">
        {token.isOurs && !isRenaming && (
          <Tooltip label={t('settings.tokens.rename')}>
            <ActionIcon
              aria-label={`${t('settings.tokens.rename')}: ${token.name}`}
              onClick={() => setRenaming(true)}
            >
              <IconPencil size={16} />
            </ActionIcon>
          </Tooltip>
        )}
        <CopyButton
          label={t('settings.tokens.copy')}
          data-copy
          text={async () => (await call('tokens.reveal', { id: token.id })).secret}
        />
        {token.isOurs && <RevokeButton token={token} />}
      </div>
    </div>
  )
}

function Facts({ token: { masked, createdAtMs, lastUsedAtMs } }: { token: AccessToken }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  const used =
    lastUsedAtMs === undefined ? t('settings.tokens.never') : format.ago(lastUsedAtMs, nowMs)
  return (
    <Text size="xs" className="gb-muted gb-number">
      <code className="gb-mono">{masked}</code>
      {createdAtMs !== undefined && (
        <>
          {' · '}
          {t('settings.tokens.created')}: {format.dateTime(createdAtMs)}
        </>
      )}
      {' · '}
      {t('settings.tokens.lastUsed')}: {used}
    </Text>
  )
}

function RenameForm({ token, onDone }: { token: AccessToken; onDone(): void }) {
  const { t } = useTranslation()
  const [name, setName] = useState(token.name)
  const rename = useAction('tokens.rename', { onSuccess: onDone, onError: notifyFailed })
  const submit = (event: FormEvent) => {
    event.preventDefault()
    if (name.trim() === token.name) onDone()
    else if (name.trim() !== '') rename.mutate({ id: token.id, name: name.trim() })
  }
  return (
    <form onSubmit={submit}>
      <Group gap={4} wrap="nowrap">
        <TextInput
          size="xs"
          style={{ flex: 1 }}
          aria-label={t('settings.tokens.name')}
          autoFocus
          value={name}
          maxLength={100}
          onChange={({ currentTarget }) => setName(currentTarget.value)}
          onKeyDown={({ key }) => key === 'Escape' && onDone()}
        />
        <ActionIcon type="submit" aria-label={t('shell.save')} loading={rename.isPending}>
          <IconCheck size={16} />
        </ActionIcon>
      </Group>
    </form>
  )
}

/** It cannot be taken back, so the second click is the one that counts. */
function RevokeButton({ token }: { token: AccessToken }) {
  const { t } = useTranslation()
  const [isSure, setSure] = useState(false)
  const revoke = useAction('tokens.revoke', {
    onSuccess: () => notifyDone(t('settings.tokens.revoked')),
    onError: notifyFailed,
  })
  return (
    <Button
      size="xs"
      variant={isSure ? 'filled' : 'light'}
      color={isSure ? 'red.9' : 'red'}
      loading={revoke.isPending}
      onBlur={() => setSure(false)}
      onClick={() => (isSure ? revoke.mutate({ id: token.id }) : setSure(true))}
    >
      <span className="gb-stack">
        <span aria-hidden={isSure}>{t('settings.tokens.revoke')}</span>
        <span aria-hidden={!isSure}>{t('settings.tokens.revokeSure')}</span>
      </span>
    </Button>
  )
}
