import { ActionIcon, Badge, Group, Text, Tooltip } from '@mantine/core'
import { IconRestore } from '@tabler/icons-react'
import { useEffect } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingsSnapshot } from '../../../electron/shared/contract/settings.ts'
import { isObject } from '../../../electron/shared/is-object.ts'
import type { SettingName } from '../../../electron/shared/settings.ts'
import { useFormats } from '../../i18n/format.ts'
import { catalogue } from './catalogue.ts'
import { NotYetInForce } from './not-yet-in-force.tsx'
import { SettingEditor } from './setting-editor.tsx'

/** The list of commands, which leads here, first gives the focus back to where it was. */
const FOCUS_DELAY_MS = 60

interface SettingRowProps {
  name: SettingName
  snapshot: SettingsSnapshot
  /** The address of the page leads to it. */
  isWanted: boolean
  onChange(value: unknown): void
  onReset(): void
}

/** One setting: what it is for, its value, where that comes from, and the way back. */
export function SettingRow({ name, snapshot, isWanted, onChange, onReset }: SettingRowProps) {
  const { t } = useTranslation()
  const { title, hint } = useSettingWords()(name)
  const source = snapshot.sources[name]
  const isFixed = source === 'environment' || source === 'flag'
  const isChanged = source === 'file'
  const { control } = catalogue[name]
  useEffect(() => {
    if (!isWanted) return undefined
    const timer = setTimeout(() => document.getElementById(name)?.focus(), FOCUS_DELAY_MS)
    return () => clearTimeout(timer)
  }, [isWanted, name])
  return (
    <div className="gb-setting" data-wide={control.kind === 'aliases'}>
      <div className="gb-setting-words">
        <Group gap="xs">
          <label htmlFor={name}>{title}</label>
          {isChanged && (
            <Badge size="xs" variant="light" tt="none">
              {t('settings.changed')}
            </Badge>
          )}
          {isFixed && (
            <Badge size="xs" variant="light" color="gray" tt="none">
              {t(`settings.sources.${source}`)}
            </Badge>
          )}
        </Group>
        <Text size="xs" className="gb-muted">
          {hint} <Default name={name} snapshot={snapshot} />
        </Text>
        {isFixed && (
          <Text size="xs" c="var(--gb-wait)">
            {source === 'flag'
              ? t('settings.fromFlag')
              : t('settings.fromEnvironment', { variable: snapshot.variables[name] ?? name })}
          </Text>
        )}
        {snapshot.pendingRestart.includes(name) && <NotYetInForce />}
      </div>
      <div className="gb-setting-value">
        <SettingEditor
          name={name}
          control={control}
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

/** What settings are called, and what for. */
export function useSettingWords(): (name: SettingName) => { title: string; hint: string } {
  const { t } = useTranslation()
  return (name) => ({
    title: t(`settings.names.${name}.title`),
    hint: t(`settings.names.${name}.hint`),
  })
}

/** What it is while nobody changes it, as a person reads it. */
function Default({ name, snapshot }: Pick<SettingRowProps, 'name' | 'snapshot'>) {
  const { t } = useTranslation()
  const format = useFormats()
  const { control } = catalogue[name]
  const value = snapshot.defaults[name]
  const shown = () => {
    if (typeof value === 'boolean') return value ? t('settings.on') : t('settings.off')
    if (control.kind === 'choice') return t(`settings.choices.${value as 'balanced'}`)
    if (typeof value === 'number') {
      const unit = control.kind === 'number' ? control.unit : undefined
      // Years and ports are no amounts.
      const digits = unit === undefined ? String(value) : format.number(value)
      return unit === undefined ? digits : `${digits} ${t(`settings.units.${unit}`)}`
    }
    if (Array.isArray(value)) return value.length === 0 ? t('settings.empty') : value.join(', ')
    if (isObject(value)) return t('settings.none')
    return value === '' ? t('settings.empty') : value
  }
  return <span className="gb-number">{t('settings.defaultIs', { value: shown() })}</span>
}
