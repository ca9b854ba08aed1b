import { Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { addressesOf } from '../connect/addresses.ts'
import { ClientCard } from '../connect/client-card.tsx'
import { type Client, clients, MODEL } from '../connect/clients.ts'
import { useClientTraffic } from '../connect/use-client-traffic.ts'

/** One client, its exact values, and word when its first request arrives. */
export function ConnectStep({ status }: { status: AppStatus }) {
  const { t } = useTranslation()
  const [id, setId] = useState<Client['id']>('chatbox')
  const traffic = useClientTraffic()
  const client = clients.find((one) => one.id === id)
  return (
    <Stack gap="md" mt="md">
      <Select
        label={t('connect.client')}
        data={clients.map((one) => ({
          value: one.id,
          label: t(`connect.clients.${one.id}.name`),
        }))}
        value={id}
        onChange={(chosen) => {
          const next = clients.find((one) => one.id === chosen)
          if (next !== undefined) setId(next.id)
        }}
        allowDeselect={false}
      />
      {client !== undefined && (
        <ClientCard
          client={client}
          state={traffic.stateOf(client)}
          addresses={{ ...addressesOf(status.service), model: MODEL }}
        />
      )}
    </Stack>
  )
}
