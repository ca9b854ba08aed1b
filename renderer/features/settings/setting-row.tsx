import {
  ActionIcon,
  Badge,
  Group,
  NumberInput,
  Select,
  Switch,
  Text,
  Textarea,
  TextInput,
  Tooltip,
} from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingsSnapshot } from '../../../electron/shared/contract/settings.ts'
import { isObject } from '../../../electron/shared/is-object.ts'
import type { SettingName } from '../../../electron/shared/settings.ts'
import { NotYetInForce } from './not-yet-in-force.tsx'
import { PricesButton } from '../prices/prices-button.tsx'
import { catalogue, type Control } from './catalogue.ts'

interface SettingRowProps {
  name: SettingName
  snapshot: SettingsSnapshot
  onChange(value: unknown): void
  onReset(): void
}

/** One setting: what it is for, its value, where that comes from, and the way back. */
export function SettingRow({ name, snapshot, onChange, onReset }: SettingRowProps) {
  const { t } = useTranslation()
  const [title, sentence] = useSettingWords(name)
  const source = snapshot.sources[name]
  const isFixed = source === 'environment' || source === 'flag'
  const isChanged = source === 'file'
  return (
    <div className="gb-setting">
      <div className="gb-setting-words">
        <Group gap="xs">
          <label htmlFor={name}>{title}</label>
          {isChanged && (
            <Badge size="xs" variant="light" tt="none">
              {t('settings.changed')}
            </Badge>
          )}
        </Group>
        <Text size="xs" className="gb-muted">
          {sentence}
        </Text>
        <Remarks name={name} snapshot={snapshot} />
        {snapshot.pendingRestart.includes(name) && <NotYetInForce />}
      </div>
      <div className="gb-setting-value">
        <Editor
          id={name}
          control={catalogue[name].control}
          value={snapshot.values[name]}
          isFixed={isFixed}
          onChange={onChange}
        />
        <Tooltip label={t('settings.toDefault')} disabled={!isChanged}>
          <ActionIcon
            aria-label={`${t('settings.toDefault')}: ${title}`}
            disabled={!isChanged}
            style={{ visibility: isChanged ? 'visible' : 'hidden' }}
            onClick={onReset}
          >
            <IconRestore size={16} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  )
}

function useSettingWords(name: SettingName): [string, string] {
  const { t } = useTranslation()
  return [t(`settings.names.${name}.title`), t(`settings.names.${name}.hint`)]
}

function Remarks({ name, snapshot }: Pick<SettingRowProps, 'name' | 'snapshot'>) {
  const { t } = useTranslation()
  const source = snapshot.sources[name]
  const shownDefault = useShown(snapshot.defaults[name], catalogue[name].control)
  const remarks = [
    source === 'environment' &&
      t('settings.fromEnvironment', { variable: snapshot.variables[name] ?? name }),
    source === 'flag' && t('settings.fromFlag'),
    source === 'file' && t('settings.defaultIs', { value: shownDefault }),
  ].filter((remark) => remark !== false)
  return remarks.map((remark) => (
    <Text key={remark} size="xs" c="var(--gb-wait)">
      {remark}
    </Text>
  ))
}

/** A value as a person reads it. */
function useShown(value: unknown, control: Control): string {
  const { t } = useTranslation()
  // The catalogue names the choices of each setting; their words are checked by a test.
  if (control.kind === 'choice') return t(`settings.choices.${value as 'balanced'}`)
  if (typeof value === 'boolean') return value ? t('settings.on') : t('settings.off')
  if (Array.isArray(value)) return value.length === 0 ? t('settings.empty') : value.join(', ')
  return isObject(value) ? t('prices.own', { count: Object.keys(value).length }) : String(value)
}

interface EditorProps {
  id: string
  control: Control
  value: unknown
  isFixed: boolean
  onChange(value: unknown): void
}

function Editor({ id, control, value, isFixed, onChange }: EditorProps) {
  const { t } = useTranslation()
  const choice = useChoices(control)
  if (control.kind === 'switch') {
    return (
      <Switch
        id={id}
        checked={value === true}
        disabled={isFixed}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    )
  }
  if (control.kind === 'choice') {
    return (
      <Select
        id={id}
        w={230}
        data={choice}
        value={String(value)}
        disabled={isFixed}
        allowDeselect={false}
        onChange={(next) => onChange(next)}
      />
    )
  }
  if (control.kind === 'prices') {
    const count = isObject(value) ? Object.keys(value).length : 0
    return <PricesButton id={id}>{t('prices.own', { count })}</PricesButton>
  }
  // A value that changed elsewhere takes the place of what was typed.
  return (
    <Draft
      key={textOf(value)}
      id={id}
      control={control}
      value={value}
      isFixed={isFixed}
      onChange={onChange}
    />
  )
}

function useChoices(control: Control): { value: string; label: string }[] {
  const { t } = useTranslation()
  if (control.kind !== 'choice') return []
  return control.choices.map((value) => ({
    value,
    // The catalogue names the choices of each setting; their words are checked by a test.
    label: t(`settings.choices.${value as 'balanced'}`),
  }))
}

/** Values that are typed: taken over when the field is left, or by Enter. */
function Draft({ id, control, value, isFixed, onChange }: EditorProps) {
  const { t } = useTranslation()
  const stored = textOf(value)
  const [draft, setDraft] = useState(stored)
  const commit = () => {
    if (draft !== stored) onChange(valueOf(draft, control))
  }
  const field = { id, disabled: isFixed, onBlur: commit, w: 230 }
  if (control.kind === 'number') {
    const { min, max, unit, decimals = false } = control
    return (
      <NumberInput
        {...field}
        value={draft}
        min={min}
        max={max}
        allowDecimal={decimals}
        clampBehavior="strict"
        {...(unit !== undefined && { suffix: ` ${t(`settings.units.${unit}`)}` })}
        onChange={(next) => setDraft(String(next))}
        onKeyDown={({ key }) => key === 'Enter' && commit()}
      />
    )
  }
  if (control.kind === 'text') {
    return (
      <TextInput
        {...field}
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
        onKeyDown={({ key }) => key === 'Enter' && commit()}
      />
    )
  }
  return (
    <Textarea
      {...field}
      autosize
      minRows={1}
      maxRows={8}
      placeholder={t('settings.listHint')}
      value={draft}
      onChange={({ currentTarget }) => setDraft(currentTarget.value)}
    />
  )
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n')
  return String(value)
}

/** What was typed as the setting's type; an empty number goes as it is, to be refused by name. */
function valueOf(draft: string, control: Control): unknown {
  if (control.kind === 'number') return draft === '' ? draft : Number(draft)
  if (control.kind === 'list') {
    const lines = draft.split('\n').map((line) => line.trim())
    return lines.filter(Boolean)
  }
  return draft.trim()
}
