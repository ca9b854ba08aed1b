import './connect.css'
import { Badge, Group, Loader, Stack, Text, UnstyledButton } from '@mantine/core'
import { IconCircleCheck } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { call, useCall } from '../../queries.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { type Addresses, type Client, clients, type Entry, TOKEN_PLACE } from './clients.ts'

const MODEL = 'gemini-3.8-flash'

/** The exact values for every client, and word when its first request arrives. */
export default function Connect() {
  const { t } = useTranslation()
  const status = useCall('app.status', {})
  const [id, setId] = useState<Client['id']>('chatbox')
  const client = clients.find((one) => one.id === id)
  return (
    <Page title={t('connect.title')} actions={status.data && <FirstRequest status={status.data} />}>
      <Text size="sm" className="gb-muted">
        {t('connect.lead')}
      </Text>
      {status.isPending && <PageSkeleton heights={[140, 220]} />}
      {status.error !== null && <Failure message={status.error.message} />}
      {status.data !== undefined && (
        <>
          <div className="gb-clients" role="group" aria-label={t('connect.title')}>
            {clients.map((one) => (
              <UnstyledButton
                key={one.id}
                className="gb-card gb-client"
                aria-pressed={one.id === id}
                onClick={() => setId(one.id)}
              >
                {t(`connect.clients.${one.id}.name`)}
              </UnstyledButton>
            ))}
          </div>
          {client !== undefined && (
            <ClientCard client={client} addresses={addressesOf(status.data)} />
          )}
        </>
      )}
    </Page>
  )
}

function addressesOf({ service }: AppStatus): Addresses {
  const isUp = service.kind === 'running'
  return {
    openai: isUp ? service.openaiBaseUrl : 'http://127.0.0.1:8000/v1',
    gemini: isUp ? service.geminiBaseUrl : 'http://127.0.0.1:8000',
    model: MODEL,
  }
}

function ClientCard({ client, addresses }: { client: Client; addresses: Addresses }) {
  const { t } = useTranslation()
  const { data } = useCall('tokens.list', {})
  const token = data?.tokens.find(({ isAdmin }) => !isAdmin) ?? data?.tokens[0]
  const entries = client.entries(addresses)
  // The whole token leaves the service only when somebody copies it.
  const filledIn = async (text: string) => {
    if (token === undefined || !text.includes(TOKEN_PLACE)) return text
    return text.replaceAll(TOKEN_PLACE, (await call('tokens.reveal', { id: token.id })).secret)
  }
  const shown = (text: string) => text.replaceAll(TOKEN_PLACE, token?.masked ?? TOKEN_PLACE)
  return (
    <section className="gb-card gb-connect">
      <Text fw={600}>{t(`connect.clients.${client.id}.name`)}</Text>
      <Text size="sm">{t(`connect.clients.${client.id}.steps`)}</Text>
      {token === undefined && data !== undefined && entries.length > 0 && (
        <Text size="sm">
          <Link href="/settings/tokens">{t('connect.noToken')}</Link>
        </Text>
      )}
      <Stack gap="xs">
        {entries.map((entry) => (
          <EntryLine
            key={entry.kind === 'code' ? 'code' : entry.name}
            entry={entry}
            shown={shown}
            filledIn={filledIn}
          />
        ))}
      </Stack>
    </section>
  )
}

function EntryLine({
  entry,
  shown,
  filledIn,
}: {
  entry: Entry
  shown(text: string): string
  filledIn(text: string): Promise<string>
}) {
  const { t } = useTranslation()
  const text = entry.kind === 'code' ? entry.code : entry.value
  const copy = <CopyButton text={() => filledIn(text)} />
  if (entry.kind === 'code') {
    return (
      <div className="gb-code">
        <pre className="gb-mono">{shown(text)}</pre>
        {copy}
      </div>
    )
  }
  return (
    <div className="gb-entry">
      <Text size="sm" className="gb-muted">
        {t(`connect.${entry.name}`)}
      </Text>
      <code className="gb-mono">{shown(text)}</code>
      {copy}
    </div>
  )
}

/** Waits for a request that arrives while the page is open. */
function FirstRequest({ status: { lastRequest } }: { status: AppStatus }) {
  const { t } = useTranslation()
  const [openedAtMs] = useState(() => Date.now())
  const isSeen = lastRequest !== undefined && lastRequest.atMs >= openedAtMs
  return (
    <Badge
      size="lg"
      variant="light"
      tt="none"
      role="status"
      color={isSeen ? 'green' : 'gray'}
      leftSection={isSeen ? <IconCircleCheck size={16} /> : <Loader size={12} color="gray" />}
    >
      <Group gap={4}>{isSeen ? t('connect.seen') : t('connect.waiting')}</Group>
    </Badge>
  )
}
