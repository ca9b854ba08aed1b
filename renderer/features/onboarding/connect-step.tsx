import { Group, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AppStatus } from '../../../electron/shared/contract/app.ts'
import { addressesOf } from '../connect/addresses.ts'
import { ClientCard } from '../connect/client-card.tsx'
import { type Client, clients, MODEL } from '../connect/clients.ts'
import { FirstRequest } from '../connect/first-request.tsx'

/** One client, its exact values, and word when its first request arrives. */
export function ConnectStep({ status }: { status: AppStatus }) {
  const { t } = useTranslation()
  const [id, setId] = useState<Client['id']>('chatbox')
  const client = clients.find((one) => one.id === id)
  return (
    <Stack gap="md" mt="md">
      <Group justify="space-between" align="flex-end">
        <Select
          label={t('onboarding.connect.client')}
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
        <FirstRequest status={status} />
      </Group>
      {client !== undefined && (
        <ClientCard client={client} addresses={{ ...addressesOf(status.service), model: MODEL }} />
      )}
    </Stack>
  )
}
