import {
  ActionIcon,
  Badge,
  Button,
  Group,
  NumberInput,
  Stack,
  Table,
  Text,
  TextInput,
} from '@mantine/core'
import { IconPlus, IconRestore } from '@tabler/icons-react'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingsSnapshot } from '../../../electron/shared/contract/settings.ts'
import { useAction } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import {
  edited,
  emptyRow,
  type Faults,
  faultsOf,
  priceFields,
  type PriceRow,
  pricesOf,
  rowsOf,
  withoutOwn,
} from './price-rows.ts'

interface PriceFormProps {
  snapshot: SettingsSnapshot
  used: readonly string[]
  onDone(): void
}

/** The table as it is edited; a fault stands at its own field, and keeps the rest from being saved. */
export function PriceForm({ snapshot, used, onDone }: PriceFormProps) {
  const { t } = useTranslation()
  const [rows, setRows] = useState(() => rowsOf(snapshot.values.prices, used))
  const [added, setAdded] = useState(0)
  const [isTried, setTried] = useState(false)
  const form = useRef<HTMLFormElement>(null)
  const source = snapshot.sources.prices
  const isFixed = source === 'environment' || source === 'flag'
  const update = useAction('settings.update', {
    onError: notifyFailed,
    onSuccess() {
      notifyDone(t('prices.saved'))
      onDone()
    },
  })
  const faults = faultsOf(rows)
  const save = () => {
    setTried(true)
    if (faults.size === 0) update.mutate({ change: { prices: pricesOf(rows) } })
    else setTimeout(() => form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus())
  }
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <Stack gap="sm">
        <PriceTable
          rows={rows}
          faults={faults}
          isTried={isTried}
          isFixed={isFixed}
          onChange={(next) => setRows((all) => all.map((row) => (row.id === next.id ? next : row)))}
          onRemove={(id) => setRows((before) => withoutOwn(before, id, used))}
        />
        {isFixed ? (
          <Text size="sm">
            {t('prices.fixed', { variable: snapshot.variables.prices ?? 'prices' })}
          </Text>
        ) : (
          <Group justify="space-between">
            <Button
              variant="subtle"
              size="xs"
              leftSection={<IconPlus size={14} />}
              onClick={() => {
                setRows([...rows, emptyRow(`new-${added}`)])
                setAdded(added + 1)
              }}
            >
              {t('prices.add')}
            </Button>
            <Button type="submit" loading={update.isPending}>
              {t('shell.save')}
            </Button>
          </Group>
        )}
      </Stack>
    </form>
  )
}

interface PriceTableProps {
  rows: readonly PriceRow[]
  faults: ReadonlyMap<string, Faults>
  /** Whether saving was tried: from then on what is still empty is a fault that is shown. */
  isTried: boolean
  isFixed: boolean
  onChange(row: PriceRow): void
  onRemove(id: string): void
}

function PriceTable({ rows, faults, ...props }: PriceTableProps) {
  const { t } = useTranslation()
  return (
    <Table.ScrollContainer type="native" minWidth={560} mah={380} tabIndex={0}>
      <Table fz={13} verticalSpacing={4} className="gb-number">
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">{t('prices.model')}</Table.Th>
            {priceFields.map((field) => (
              <Table.Th key={field} scope="col">
                {t(`prices.${field}`)}
              </Table.Th>
            ))}
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row) => (
            <PriceLine key={row.id} row={row} faults={faults.get(row.id) ?? {}} {...props} />
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  )
}

interface PriceLineProps extends Omit<PriceTableProps, 'rows' | 'faults'> {
  row: PriceRow
  faults: Faults
}

function PriceLine({ row, faults, isTried, isFixed, onChange, onRemove }: PriceLineProps) {
  const { t } = useTranslation()
  const isOwn = row.origin === 'own'
  const fault = (field: keyof Faults) => {
    const kind = faults[field]
    if (kind === undefined || (row[field] === '' && !isTried)) return undefined
    return t(`prices.faults.${kind}`)
  }
  return (
    <Table.Tr style={{ verticalAlign: 'baseline' }}>
      <Table.Th scope="row" fw={500}>
        {row.isNamed ? (
          <Group gap="xs">
            {row.name}
            <Badge size="xs" variant="light" tt="none" color={isOwn ? 'iris' : 'gray'}>
              {t(`prices.origin.${row.origin}`)}
            </Badge>
          </Group>
        ) : (
          <TextInput
            size="xs"
            aria-label={t('prices.model')}
            value={row.name}
            error={fault('name')}
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
            aria-label={`${row.name} ${t(`prices.${field}`)}`}
            error={fault(field)}
            value={row[field]}
            onChange={(value) => onChange(edited(row, { [field]: value }))}
          />
        </Table.Td>
      ))}
      <Table.Td w={36}>
        {isOwn && !isFixed && (
          <ActionIcon
            aria-label={t('prices.removeOwn', { model: row.name })}
            onClick={() => onRemove(row.id)}
          >
            <IconRestore size={16} />
          </ActionIcon>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
