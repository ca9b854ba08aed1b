import './connect.css'
import { Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { call, useCall } from '../../queries.ts'
import { CopyButton } from '../../ui/copy.tsx'
import { ClientStateLine } from './client-state-line.tsx'
import type { ClientState } from './client-traffic.ts'
import { type Addresses, type Client, type Entry, TOKEN_PLACE } from './clients.ts'

/** What to enter where, in one client. */
export function ClientCard({
  client,
  state,
  addresses,
}: {
  client: Client
  state: ClientState
  addresses: Addresses
}) {
  const { t } = useTranslation()
  const { data } = useCall('tokens.list', {})
  const token = data?.tokens.find(({ isAdmin }) => !isAdmin) ?? data?.tokens[0]
  const entries = client.entries(addresses)
  const name = t(`connect.clients.${client.id}.name`)
  // The whole token leaves the service only when somebody copies it.
  const filledIn = async (text: string) => {
    if (token === undefined || !text.includes(TOKEN_PLACE)) return text
    return text.replaceAll(TOKEN_PLACE, (await call('tokens.reveal', { id: token.id })).secret)
  }
  const shown = (text: string) => text.replaceAll(TOKEN_PLACE, token?.masked ?? TOKEN_PLACE)
  return (
    <section className="gb-card gb-connect">
      <Text fw={600}>{name}</Text>
      {/* One that cannot come is not waited for. */}
      {entries.length > 0 && <ClientStateLine name={name} state={state} />}
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
