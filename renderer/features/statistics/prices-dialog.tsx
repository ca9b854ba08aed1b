import {
  ActionIcon,
  Anchor,
  Badge,
  Button,
  Group,
  Modal,
  NumberInput,
  Skeleton,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { IconCoin, IconPlus, IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingsSnapshot } from '../../../electron/shared/contract/settings.ts'
import { listPricesSource } from '../../../electron/shared/prices.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction, useCall } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import {
  edited,
  emptyRow,
  isPrice,
  priceFields,
  type PriceRow,
  pricesOf,
  rowsOf,
  withoutOwn,
} from './price-rows.ts'

/** Opens the prices that the estimate of costs is made with. */
export function PricesButton() {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  return (
    <>
      <Button variant="default" leftSection={<IconCoin size={16} />} onClick={() => setOpen(true)}>
        {t('statistics.prices.open')}
      </Button>
      <Modal
        opened={isOpen}
        onClose={() => setOpen(false)}
        title={t('statistics.prices.title')}
        size={760}
        closeButtonProps={{ 'aria-label': t('shell.close') }}
      >
        <Prices onDone={() => setOpen(false)} />
      </Modal>
    </>
  )
}

function Prices({ onDone }: { onDone(): void }) {
  const { t } = useTranslation()
  const format = useFormats()
  const settings = useCall('settings.get', {})
  const shares = useCall('activity.shares', { period: '30d', by: 'model' }, { staleTimeMs: 0 })
  const date = format.date(Date.parse(listPricesSource.checkedOn))
  return (
    <Stack gap="md">
      <Text size="sm" className="gb-muted">
        {t('statistics.prices.hint')} {t('statistics.prices.source', { date })} <SourceLink />
      </Text>
      {settings.data === undefined || shares.isPending ? (
        <Skeleton height={220} aria-busy="true" />
      ) : (
        <PriceForm
          snapshot={settings.data}
          used={shares.data?.shares.map(({ name }) => name) ?? []}
          onDone={onDone}
        />
      )}
    </Stack>
  )
}

function SourceLink() {
  const { t } = useTranslation()
  const openLink = useAction('app.openLink')
  const { data: status } = useCall('app.status', {})
  const { url } = listPricesSource
  // The window opens no pages by itself; a browser does.
  const isWindow = status?.mode === 'desktop'
  return (
    <Anchor
      size="sm"
      href={url}
      target="_blank"
      rel="noreferrer"
      onClick={(event) => {
        if (!isWindow) return
        event.preventDefault()
        openLink.mutate({ url })
      }}
    >
      {t('statistics.prices.openSource')}
    </Anchor>
  )
}

interface PriceFormProps {
  snapshot: SettingsSnapshot
  used: readonly string[]
  onDone(): void
}

function PriceForm({ snapshot, used, onDone }: PriceFormProps) {
  const { t } = useTranslation()
  const [rows, setRows] = useState(() => rowsOf(snapshot.values.prices, used))
  const [added, setAdded] = useState(0)
  const source = snapshot.sources.prices
  const isFixed = source === 'environment' || source === 'flag'
  const update = useAction('settings.update', {
    onError: notifyFailed,
    onSuccess() {
      notifyDone(t('statistics.prices.saved'))
      onDone()
    },
  })
  const outcome = pricesOf(rows)
  const replace = (next: PriceRow) =>
    setRows((before) => before.map((row) => (row.id === next.id ? next : row)))
  const add = () => {
    setRows([...rows, emptyRow(`new-${added}`)])
    setAdded(added + 1)
  }
  return (
    <Stack gap="sm">
      <PriceTable
        rows={rows}
        isFixed={isFixed}
        onChange={replace}
        onRemove={(id) => setRows((before) => withoutOwn(before, id, used))}
      />
      {isFixed ? (
        <Text size="sm">
          {t('statistics.prices.fixed', { variable: snapshot.variables.prices ?? 'prices' })}
        </Text>
      ) : (
        <Group justify="space-between">
          <Button variant="subtle" size="xs" leftSection={<IconPlus size={14} />} onClick={add}>
            {t('statistics.prices.add')}
          </Button>
          <Group gap="sm">
            <Text size="sm" c="var(--gb-bad)" role="status">
              {'wrong' in outcome && t(`statistics.prices.${outcome.wrong}`)}
            </Text>
            <Button
              disabled={'wrong' in outcome}
              loading={update.isPending}
              onClick={() =>
                'prices' in outcome && update.mutate({ change: { prices: outcome.prices } })
              }
            >
              {t('shell.save')}
            </Button>
          </Group>
        </Group>
      )}
    </Stack>
  )
}

interface PriceTableProps {
  rows: readonly PriceRow[]
  isFixed: boolean
  onChange(row: PriceRow): void
  onRemove(id: string): void
}

function PriceTable({ rows, ...props }: PriceTableProps) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer type="native" minWidth={560} mah={380} tabIndex={0}>
      <Table fz={13} verticalSpacing={4} className="gb-number">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('statistics.prices.model')}</Table.Th>
            {priceFields.map((field) => (
              <Table.Th key={field} scope="col">
                {t(`statistics.prices.${field}`)}
              </Table.Th>
            ))}
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <PriceLine key={row.id} row={row} {...props} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

function PriceLine({
  row,
  isFixed,
  onChange,
  onRemove,
}: { row: PriceRow } & Omit<PriceTableProps, 'rows'>) {
  const { t } = useTranslation()
  const isOwn = row.origin === 'own'
  return (
    <Table.Tr>
      <Table.Th scope="row" fw={500}>
        {row.isNamed ? (
          <Group gap="xs">
            {row.name}
            <Badge size="xs" variant="light" tt="none" color={isOwn ? 'iris' : 'gray'}>
              {t(`statistics.prices.origin.${row.origin}`)}
            </Badge>
          </Group>
        ) : (
          <TextInput
            size="xs"
            aria-label={t('statistics.prices.model')}
            value={row.name}
            onChange={({ currentTarget }) => onChange(edited(row, { name: currentTarget.value }))}
          />
        )}
      </Table.Th>
      {priceFields.map((field) => (
        <Table.Td key={field}>
          <NumberInput
            size="xs"
            w={96}
            prefix="$"
            min={0}
            decimalScale={4}
            hideControls
            disabled={isFixed}
            aria-label={`${row.name} ${t(`statistics.prices.${field}`)}`}
            error={isOwn && !isPrice(row[field])}
            value={row[field]}
            onChange={(value) => onChange(edited(row, { [field]: value }))}
          />
        </Table.Td>
      ))}
      <Table.Td w={36}>
        {isOwn && !isFixed && (
          <ActionIcon
            aria-label={t('statistics.prices.removeOwn', { model: row.name })}
            onClick={() => onRemove(row.id)}
          >
            <IconRestore size={16} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
