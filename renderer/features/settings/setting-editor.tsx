import { Autocomplete, NumberInput, Select, Switch, Textarea, TextInput } from '@mantine/core'
import { type KeyboardEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { isObject } from '../../../electron/shared/is-object.ts'
import type { SettingName } from '../../../electron/shared/settings.ts'
import { PricesButton } from '../prices/prices-button.tsx'
import { AliasEditor } from './alias-editor.tsx'
import type { Control } from './catalogue.ts'
import { isAllowed, limitsOf } from './limits.ts'
import { useModelIds } from './use-model-ids.ts'

const WIDTH = 230

export interface EditorProps<Kind extends Control['kind'] = Control['kind']> {
  name: SettingName
  control: Extract<Control, { kind: Kind }>
  value: unknown
  isFixed: boolean
  onChange(value: unknown): void
}

/** The field of a setting. What is typed counts when the field is left, or by Enter. */
export function SettingEditor({ name, control, value, isFixed, onChange }: EditorProps) {
  const { t } = useTranslation()
  if (control.kind === 'switch') {
    return (
      <Switch
        id={name}
        checked={value === true}
        disabled={isFixed}
        onChange={({ currentTarget }) => onChange(currentTarget.checked)}
      />
    )
  }
  if (control.kind === 'choice') {
    return (
      <Select
        id={name}
        w={WIDTH}
        // The catalogue names the choices of each setting; their words are checked by a test.
        data={control.choices.map((choice) => ({
          value: choice,
          label: t(`settings.choices.${choice as 'balanced'}`),
        }))}
        value={String(value)}
        disabled={isFixed}
        allowDeselect={false}
        onChange={(next) => onChange(next)}
      />
    )
  }
  if (control.kind === 'prices') {
    const count = isObject(value) ? Object.keys(value).length : 0
    return <PricesButton id={name}>{t('prices.own', { count })}</PricesButton>
  }
  if (control.kind === 'aliases') {
    const stored = value as Record<string, string>
    const given = { id: name, value: stored, isFixed, onChange }
    return <AliasEditor key={JSON.stringify(stored)} {...given} />
  }
  // A value that changed elsewhere takes the place of what was typed.
  const typed = { name, value, isFixed, onChange }
  return <Draft key={textOf(value)} {...typed} control={control} />
}

type Typed = 'number' | 'text' | 'model' | 'list'

function Draft({ name, control, value, isFixed, onChange }: EditorProps<Typed>) {
  const { t } = useTranslation()
  const stored = textOf(value)
  const [draft, setDraft] = useState(stored)
  const next = valueOf(draft, control)
  const isFaulty = draft !== stored && !isAllowed(name, next)
  const commit = () => {
    if (draft !== stored && !isFaulty) onChange(next)
  }
  const field = {
    id: name,
    w: WIDTH,
    disabled: isFixed,
    error: isFaulty && <FaultWords name={name} control={control} />,
    errorProps: { role: 'status' },
    onBlur: commit,
    onKeyDown: ({ key }: KeyboardEvent) => {
      if (key === 'Escape') setDraft(stored)
      if (key === 'Enter' && control.kind !== 'list') commit()
    },
  }
  if (control.kind === 'number') {
    return <NumberField field={field} name={name} unit={control.unit} {...{ draft, setDraft }} />
  }
  if (control.kind === 'model') {
    return <ModelField field={field} of={control.of} {...{ draft, setDraft }} />
  }
  if (control.kind === 'text') {
    return (
      <TextInput
        {...field}
        value={draft}
        onChange={({ currentTarget }) => setDraft(currentTarget.value)}
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

interface FieldProps {
  field: object
  draft: string
  setDraft(text: string): void
}

function NumberField({
  field,
  name,
  unit,
  draft,
  setDraft,
}: FieldProps & { name: SettingName; unit: Extract<Control, { kind: 'number' }>['unit'] }) {
  const { t } = useTranslation()
  const limits = limitsOf(name)
  return (
    <NumberInput
      {...field}
      value={draft}
      {...(limits && { min: limits.min, max: limits.max, allowDecimal: !limits.isWhole })}
      // What is out of the limits is said, and not changed under somebody's hands.
      clampBehavior="none"
      {...(unit !== undefined && { suffix: ` ${t(`settings.units.${unit}`)}` })}
      onChange={(next) => setDraft(String(next))}
    />
  )
}

function ModelField({
  field,
  of,
  draft,
  setDraft,
}: FieldProps & { of: Extract<Control, { kind: 'model' }>['of'] }) {
  const ids = useModelIds(of)
  return <Autocomplete {...field} data={ids} value={draft} onChange={setDraft} limit={20} />
}

function FaultWords({ name, control }: Pick<EditorProps<Typed>, 'name' | 'control'>) {
  const { t } = useTranslation()
  const limits = limitsOf(name)
  if (limits !== undefined) {
    return t(limits.isWhole ? 'settings.faults.whole' : 'settings.faults.number', {
      min: limits.min,
      max: limits.max,
    })
  }
  return t(`settings.faults.${'rule' in control ? control.rule : 'word'}`)
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.join('\n')
  return String(value)
}

/** What was typed as the setting's type; an empty number is none. */
function valueOf(draft: string, control: Control): unknown {
  if (control.kind === 'number') return draft === '' ? draft : Number(draft)
  if (control.kind === 'list') {
    const lines = draft.split('\n').map((line) => line.trim())
    return lines.filter(Boolean)
  }
  return draft.trim()
}
