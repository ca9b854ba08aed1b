import './connect.css'
import { Alert, Group, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheckFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useCall } from '../../queries.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { addressesOf } from './addresses.ts'
import { type Client, clients, isSeen, MODEL } from './clients.ts'
import { ClientCard } from './client-card.tsx'
import { FirstRequest } from './first-request.tsx'
import { useSeenClients } from './use-seen-clients.ts'

/** The exact values for every client, and word when its first request arrives. */
export default function Connect() {
  const { t } = useTranslation()
  const status = useCall('app.status', {})
  const seen = useSeenClients()
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
          {(status.data.service.kind === 'stopped' || status.data.service.kind === 'failed') && (
            <Alert color="yellow" icon={<IconAlertTriangle />} py="xs">
              {t('overview.notServing')} {/* Its own colour is too faint on this ground. */}
              <Link href="/" style={{ color: 'inherit' }}>
                {t('shell.pages.overview')}
              </Link>
            </Alert>
          )}
          <div className="gb-clients" role="group" aria-label={t('connect.title')}>
            {clients.map((one) => (
              <UnstyledButton
                key={one.id}
                className="gb-card gb-client"
                aria-pressed={one.id === id}
                onClick={() => setId(one.id)}
              >
                <Group justify="space-between" wrap="nowrap" gap={4}>
                  {t(`connect.clients.${one.id}.name`)}
                  <IconCircleCheckFilled
                    size={16}
                    color="var(--gb-ok)"
                    role="img"
                    aria-label={t('connect.seenBefore')}
                    // Its room is kept, lest a name wrap when the first request arrives.
                    style={{ flex: 'none', visibility: isSeen(one, seen) ? 'visible' : 'hidden' }}
                  />
                </Group>
              </UnstyledButton>
            ))}
          </div>
          {client !== undefined && (
            <ClientCard
              client={client}
              addresses={{ ...addressesOf(status.data.service), model: MODEL }}
            />
          )}
        </>
      )}
    </Page>
  )
}
