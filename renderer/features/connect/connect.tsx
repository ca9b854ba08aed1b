import './connect.css'
import { Alert, Group, Select, Text, UnstyledButton } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheckFilled } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Link } from 'wouter'
import { useCall } from '../../queries.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { addressesOf } from './addresses.ts'
import { type Client, clients, MODEL } from './clients.ts'
import { ClientCard } from './client-card.tsx'
import { useClientTraffic } from './use-client-traffic.ts'

/** The exact values for every client, and word when its first request arrives. */
export default function Connect() {
  const { t } = useTranslation()
  const status = useCall('app.status', {})
  const traffic = useClientTraffic()
  const [id, setId] = useState<Client['id']>('chatbox')
  const client = clients.find((one) => one.id === id)
  return (
    <Page title={t('connect.title')}>
      <Text size="sm" className="gb-muted">
        {t('connect.lead')}
      </Text>
      {status.isPending && <PageSkeleton heights={[140, 220]} />}
      {status.error !== null && <Failure error={status.error} />}
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
          <Select
            className="gb-on-phones"
            label={t('connect.client')}
            allowDeselect={false}
            data={clients.map((one) => ({
              value: one.id,
              label: t(`connect.clients.${one.id}.name`),
            }))}
            value={id}
            onChange={(chosen) =>
              setId((before) => clients.find((one) => one.id === chosen)?.id ?? before)
            }
          />
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
                    style={{
                      flex: 'none',
                      visibility: traffic.isServed(one) ? 'visible' : 'hidden',
                    }}
                  />
                </Group>
              </UnstyledButton>
            ))}
          </div>
          {client !== undefined && (
            <ClientCard
              client={client}
              state={traffic.stateOf(client)}
              addresses={{ ...addressesOf(status.data.service), model: MODEL }}
            />
          )}
        </>
      )}
    </Page>
  )
}
