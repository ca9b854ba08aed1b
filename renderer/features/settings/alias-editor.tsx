import { ActionIcon, Autocomplete, Button, Stack, TextInput, Tooltip } from '@mantine/core'
import { IconArrowRight, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { newId } from '../../ui/new-id.ts'
import { type AliasRow, aliasesOf, isRepeated, rowsOf } from './alias-rows.ts'
import { useModelIds } from './use-model-ids.ts'

const EXAMPLE = { name: 'gpt-4o', model: 'gemini-3.8-flash' }

interface AliasEditorProps {
  id: string
  value: Readonly<Record<string, string>>
  isFixed: boolean
  onChange(value: unknown): void
}

/** Names that clients use, each with the model that serves it; a row counts once it is complete. */
export function AliasEditor({ id, value, isFixed, onChange }: AliasEditorProps) {
  const { t } = useTranslation()
  const ids = useModelIds()
  const [rows, setRows] = useState(() => rowsOf(value))
  const commit = (next: readonly AliasRow[]) => {
    const aliases = aliasesOf(next)
    if (JSON.stringify(aliases) !== JSON.stringify(aliasesOf(rowsOf(value)))) onChange(aliases)
  }
  const put = (at: number, part: Partial<AliasRow>) =>
    setRows((before) => before.map((row, index) => (index === at ? { ...row, ...part } : row)))
  const remove = (at: number) => {
    const next = rows.filter((_, index) => index !== at)
    setRows(next)
    commit(next)
  }
  return (
    <Stack gap={6} className="gb-aliases">
      {rows.map((row, at) => (
        <div key={row.id} className="gb-alias" onBlur={() => commit(rows)}>
          <TextInput
            aria-label={t('settings.aliases.name')}
            placeholder={EXAMPLE.name}
            disabled={isFixed}
            value={row.name}
            error={isRepeated(rows, at) && t('settings.aliases.twice')}
            onChange={({ currentTarget }) => put(at, { name: currentTarget.value })}
          />
          <IconArrowRight size={16} aria-hidden className="gb-muted" />
          <Autocomplete
            aria-label={t('settings.aliases.model')}
            placeholder={EXAMPLE.model}
            disabled={isFixed}
            data={ids}
            limit={20}
            value={row.model}
            onChange={(model) => put(at, { model })}
          />
          <Tooltip label={t('settings.aliases.remove')}>
            <ActionIcon
              aria-label={`${t('settings.aliases.remove')}: ${row.name}`}
              disabled={isFixed}
              onClick={() => remove(at)}
            >
              <IconTrash size={16} />
            </ActionIcon>
          </Tooltip>
        </div>
      ))}
      <Button
        id={id}
        // The setting's own label says what it is about, not what happens.
        aria-label={t('settings.aliases.add')}
        size="xs"
        variant="default"
        disabled={isFixed}
        leftSection={<IconPlus size={14} />}
        style={{ alignSelf: 'flex-start' }}
        onClick={() => setRows((before) => [...before, { id: newId(), name: '', model: '' }])}
      >
        {t('settings.aliases.add')}
      </Button>
    </Stack>
  )
}
