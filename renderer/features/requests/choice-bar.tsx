import {
  ActionIcon,
  Badge,
  Button,
  CloseButton,
  Group,
  SegmentedControl,
  Select,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { IconFilter, IconFilterOff, IconSearch } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../queries.ts'
import { type Choice, choicePeriods, type Outcome, outcomes } from './request-choice.ts'

const SEARCH_DELAY_MS = 300
const MOST_KEYS = 100
/** What clients are answered with; others can be reached by their cause. */
const statuses = [200, 400, 401, 403, 404, 408, 413, 429, 499, 500, 501, 502, 503, 504]

interface ChoiceBarProps {
  choice: Choice
  onChange(choice: Choice): void
  actions: ReactNode
}

/** Which requests to look at. */
export function ChoiceBar({ choice, onChange, actions }: ChoiceBarProps) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { errorCode } = choice
  const change = (part: Partial<{ [Name in keyof Choice]: Choice[Name] | undefined }>) =>
    onChange(withoutHoles({ ...choice, ...part }))
  return (
    <div className="gb-choice">
      <Group gap="sm" justify="space-between">
        <SegmentedControl
          size="xs"
          aria-label={t('requests.columns.status')}
          value={choice.outcome ?? 'all'}
          onChange={(value) => change({ outcome: outcomes.find((one) => one === value) })}
          data={(['all', ...outcomes] satisfies ('all' | Outcome)[]).map((value) => ({
            value,
            label: t(`requests.outcomes.${value}`),
          }))}
        />
        <div className="gb-choice-search">
          <Search
            // A search that came with the address takes the place of what was typed.
            key={choice.search === undefined ? 'empty' : 'typed'}
            initial={choice.search ?? ''}
            onChange={(search) => change({ search })}
          />
          {actions}
          <FoldButton count={countOf(choice)} isOpen={isOpen} onToggle={() => setOpen(!isOpen)} />
        </div>
      </Group>
      <div
        className="gb-choice-filters"
        data-open={isOpen}
        role="group"
        aria-label={t('requests.filters.name')}
      >
        <Selects choice={choice} onChange={change} />
        {errorCode !== undefined && (
          <Badge
            variant="light"
            tt="none"
            rightSection={
              <CloseButton
                size={16}
                aria-label={t('requests.filters.anyCause')}
                onClick={() => change({ errorCode: undefined })}
              />
            }
          >
            {t('requests.filters.cause', { code: errorCode })}
          </Badge>
        )}
        {Object.keys(choice).length > 0 && (
          <Tooltip label={t('requests.filters.clear')}>
            <ActionIcon aria-label={t('requests.filters.clear')} onClick={() => onChange({})}>
              <IconFilterOff size={16} />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </div>
  )
}

/** How much is chosen in the part that can be folded. */
function countOf({ outcome: _outcome, search: _search, ...folded }: Choice): number {
  return Object.keys(folded).length
}

/** On phones the filters are folded away until somebody asks for them. */
function FoldButton({
  count,
  isOpen,
  onToggle,
}: {
  count: number
  isOpen: boolean
  onToggle(): void
}) {
  const { t } = useTranslation()
  return (
    <Button
      className="gb-on-phones"
      size="xs"
      px={7}
      variant={count > 0 ? 'light' : 'default'}
      aria-expanded={isOpen}
      aria-label={count > 0 ? t('requests.filters.active', { count }) : t('requests.filters.show')}
      onClick={onToggle}
    >
      <IconFilter size={15} />
    </Button>
  )
}

function withoutHoles(choice: object): Choice {
  return Object.fromEntries(
    Object.entries(choice).filter(([, value]) => value !== undefined && value !== ''),
  )
}

function Search({ initial, onChange }: { initial: string; onChange(text: string): void }) {
  const { t } = useTranslation()
  const [text, setText] = useState(initial)
  const tell = useDebouncedCallback(onChange, SEARCH_DELAY_MS)
  return (
    <TextInput
      className="gb-choice-field"
      size="xs"
      leftSection={<IconSearch size={14} />}
      placeholder={t('requests.searchPlaceholder')}
      aria-label={t('requests.searchPlaceholder')}
      value={text}
      onChange={({ currentTarget: { value } }) => {
        setText(value)
        tell(value.trim())
      }}
    />
  )
}

interface SelectsProps {
  choice: Choice
  onChange(part: Partial<{ [Name in keyof Choice]: Choice[Name] | undefined }>): void
}

function Selects({ choice, onChange }: SelectsProps) {
  const { t } = useTranslation()
  const models = useSeen('model', choice.model)
  const clients = useSeen('client', choice.client)
  const tokens = useSeen('token', choice.token)
  const periods = (Object.keys(choicePeriods) as (keyof typeof choicePeriods)[]).map((value) => ({
    value,
    label: t(`statistics.periods.${value}`),
  }))
  const select = (
    name: 'status' | 'model' | 'client' | 'token' | 'period',
    value: string | undefined,
    options: readonly (string | { value: string; label: string })[],
    onPick: (value: string | undefined) => void,
  ) => (
    <Select
      size="xs"
      w={name === 'model' ? 154 : 118}
      clearable
      searchable={options.length > 8}
      aria-label={t(`requests.filters.${name}`)}
      placeholder={t(`requests.filters.${name}`)}
      comboboxProps={{ width: 240, position: 'bottom-start' }}
      data={options}
      value={value ?? null}
      onChange={(next) => onPick(next ?? undefined)}
    />
  )
  return (
    <>
      {select('period', choice.period, periods, (next) =>
        onChange({ period: periods.find(({ value }) => value === next)?.value }),
      )}
      {select('status', choice.status?.toString(), statuses.map(String), (next) =>
        onChange({ status: next === undefined ? undefined : Number(next) }),
      )}
      {select('model', choice.model, models, (model) => onChange({ model }))}
      <KeySelect chosen={choice.keyId} onPick={(keyId) => onChange({ keyId })} />
      {select('client', choice.client, clients, (client) => onChange({ client }))}
      {select('token', choice.token, tokens, (token) => onChange({ token }))}
    </>
  )
}

/** Of thousands of keys only those are listed that somebody looks for. */
function KeySelect({
  chosen,
  onPick,
}: {
  chosen: string | undefined
  onPick(keyId: string | undefined): void
}) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const { data } = useCall('keys.list', {})
  const listed = data?.keys.filter(({ id }) => isOpen || id === chosen) ?? []
  return (
    <Select
      size="xs"
      w={118}
      clearable
      searchable
      limit={MOST_KEYS}
      aria-label={t('requests.filters.key')}
      placeholder={t('requests.filters.key')}
      comboboxProps={{ width: 240, position: 'bottom-start' }}
      data={listed.map(({ id, label, masked }) => ({
        value: id,
        label: label === '' ? masked : `${label} (${masked})`,
      }))}
      value={chosen ?? null}
      onDropdownOpen={() => setOpen(true)}
      onDropdownClose={() => setOpen(false)}
      onChange={(next) => onPick(next ?? undefined)}
    />
  )
}

/** Names that came up in the last 30 days, and the one that is chosen. */
function useSeen(by: 'model' | 'client' | 'token', chosen: string | undefined): string[] {
  const { data } = useCall('activity.shares', { period: '30d', by }, { staleTimeMs: 60_000 })
  const seen = data?.shares.map(({ name }) => name).filter((name) => name !== '') ?? []
  return chosen === undefined || seen.includes(chosen) ? seen : [chosen, ...seen]
}
