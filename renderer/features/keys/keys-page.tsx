import './keys.css'
import { Button, Group, Menu, TextInput, Switch, UnstyledButton } from '@mantine/core'
import {
  IconDots,
  IconDownload,
  IconPlus,
  IconRefresh,
  IconSearch,
  IconShieldCheck,
  IconUpload,
} from '@tabler/icons-react'
import { useDeferredValue, useMemo, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation, useParams } from 'wouter'
import type { KeyState } from '../../../electron/shared/key-status.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction, useCall } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { Failure, Page, PageSkeleton } from '../../ui/page.tsx'
import { StateMark } from '../../ui/state-mark.tsx'
import { useOpened } from '../../ui/use-opened.ts'
import { useSelection } from '../../ui/use-selection.ts'
import { ExportKeys } from './export-keys.tsx'
import { ImportKeys } from './import-keys.tsx'
import { KeyDrawer } from './key-drawer.tsx'
import { KeyTable } from './key-table.tsx'
import { NoKeys, NoMatch } from './no-keys.tsx'
import { PasteKeys } from './paste-keys.tsx'
import { countStates, rowsOf, type SortColumn, type View } from './selection.ts'
import { SelectionBar } from './selection-bar.tsx'
import { VerificationBar } from './verification-bar.tsx'

const dialogs = ['paste', 'export', 'import'] as const
type Dialog = (typeof dialogs)[number]

const none: never[] = []

const firstView: View = {
  search: '',
  state: 'all',
  sort: { column: 'key', descending: false },
  isGrouped: false,
}

/** All keys: what is the matter with each, and everything that can be done with them. */
export default function KeysPage() {
  const { t } = useTranslation()
  const list = useCall('keys.list', {})
  const [view, setView] = useState(firstView)
  const selection = useSelection()
  const [openId, open] = useOpened()
  const { dialog: asked } = useParams<{ dialog?: string }>()
  const [, navigate] = useLocation()
  const dialog = dialogs.find((name) => name === asked)
  const setDialog = (name?: Dialog) =>
    // Going back does not open again what was closed.
    name === undefined ? navigate('/keys', { replace: true }) : navigate(`/keys/${name}`)

  const keys = list.data?.keys ?? none
  const settled = useDeferredValue(view)
  const rows = useMemo(() => rowsOf(keys, settled), [keys, settled])
  const change = (part: Partial<View>) => setView((before) => ({ ...before, ...part }))
  // Keys that were removed elsewhere are selected no more.
  const chosen = keys.filter(({ id }) => selection.ids.has(id)).map(({ id }) => id)
  const shown = new Set(rows.flatMap((row) => (row.kind === 'key' ? row.key.id : [])))
  const selectOnly = (ids: readonly string[]) => {
    selection.clear()
    selection.select(ids, true)
  }

  return (
    <Page
      title={t('keys.title')}
      fill
      actions={<Actions count={keys.length} onDialog={setDialog} />}
    >
      {list.isPending && <PageSkeleton heights={[36, 420]} />}
      {list.error !== null && <Failure error={list.error} onRetry={() => void list.refetch()} />}
      {list.isSuccess && keys.length === 0 && <NoKeys />}
      {keys.length > 0 && (
        <>
          <Filters view={view} counts={countStates(keys)} total={keys.length} onChange={change} />
          <VerificationBar onSelect={selectOnly} />
          {rows.length === 0 ? (
            <NoMatch onClear={() => setView(firstView)} />
          ) : (
            <KeyTable
              rows={rows}
              sort={view.sort}
              onSort={(column) => change({ sort: nextSort(view.sort, column) })}
              selection={selection}
              openId={openId}
              onOpen={open}
            />
          )}
          <SelectionBar
            ids={chosen}
            hidden={chosen.filter((id) => !shown.has(id)).length}
            onExport={() => setDialog('export')}
            onClear={selection.clear}
          />
        </>
      )}
      <KeyDrawer keyStatus={keys.find(({ id }) => id === openId)} onClose={() => open(undefined)} />
      <PasteKeys isOpen={dialog === 'paste'} onClose={() => setDialog()} />
      <ExportKeys
        isOpen={dialog === 'export'}
        ids={chosen}
        total={keys.length}
        onClose={() => setDialog()}
      />
      <ImportKeys isOpen={dialog === 'import'} onClose={() => setDialog()} />
    </Page>
  )
}

function nextSort(before: View['sort'], column: SortColumn): View['sort'] {
  return { column, descending: before.column === column && !before.descending }
}

function Actions({ count, onDialog }: { count: number; onDialog(dialog: Dialog): void }) {
  const { t } = useTranslation()
  const verify = useAction('keys.verify', { onError: notifyFailed })
  const reset = useAction('keys.reset', {
    onSuccess: ({ reset: done }) => notifyDone(t('keys.done.reset', { count: done })),
    onError: notifyFailed,
  })
  // A dialog gives the focus back to what had it: the menu's entry would be gone by then.
  const more = useRef<HTMLButtonElement>(null)
  const openFromMenu = (dialog: Dialog) => {
    more.current?.focus()
    onDialog(dialog)
  }
  return (
    <Group gap="xs">
      <Button
        variant="default"
        leftSection={<IconShieldCheck size={16} />}
        disabled={count === 0}
        loading={verify.isPending}
        onClick={() => verify.mutate({})}
      >
        {t('keys.actions.verifyAll')}
      </Button>
      <Button leftSection={<IconPlus size={16} />} onClick={() => onDialog('paste')}>
        {t('keys.add')}
      </Button>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button ref={more} variant="default" px={8} aria-label={t('keys.actions.more')}>
            <IconDots size={16} />
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconRefresh size={16} />}
            disabled={count === 0}
            onClick={() => reset.mutate({})}
          >
            {t('keys.actions.resetAll')}
          </Menu.Item>
          <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => openFromMenu('import')}>
            {t('keys.actions.import')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconDownload size={16} />}
            disabled={count === 0}
            onClick={() => openFromMenu('export')}
          >
            {t('keys.actions.export')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
    </Group>
  )
}

function Filters({
  view,
  counts,
  total,
  onChange,
}: {
  view: View
  counts: readonly [KeyState, number][]
  total: number
  onChange(part: Partial<View>): void
}) {
  const { t } = useTranslation()
  const format = useFormats()
  return (
    <div className="gb-keys-filters">
      <TextInput
        className="gb-keys-search"
        leftSection={<IconSearch size={15} />}
        placeholder={t('keys.searchPlaceholder')}
        aria-label={t('keys.searchPlaceholder')}
        value={view.search}
        onChange={({ currentTarget }) => onChange({ search: currentTarget.value })}
      />
      <Switch
        size="xs"
        label={t('keys.groupByProject')}
        checked={view.isGrouped}
        onChange={({ currentTarget }) => onChange({ isGrouped: currentTarget.checked })}
      />
      <Group gap={6} role="group" aria-label={t('keys.columns.state')} className="gb-keys-chips">
        <Chip isOn={view.state === 'all'} onClick={() => onChange({ state: 'all' })}>
          {t('keys.all')} <b className="gb-number">{format.number(total)}</b>
        </Chip>
        {counts.map(([state, count]) => (
          <Chip key={state} isOn={view.state === state} onClick={() => onChange({ state })}>
            <StateMark state={state} size={14} /> {t(`keys.state.${state}`)}{' '}
            <b className="gb-number">{format.number(count)}</b>
          </Chip>
        ))}
      </Group>
    </div>
  )
}

function Chip({
  isOn,
  onClick,
  children,
}: {
  isOn: boolean
  onClick(): void
  children: React.ReactNode
}) {
  return (
    <UnstyledButton className="gb-chip" aria-pressed={isOn} onClick={onClick}>
      {children}
    </UnstyledButton>
  )
}
