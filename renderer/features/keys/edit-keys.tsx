import {
  Button,
  Group,
  Modal,
  NumberInput,
  Select,
  Stack,
  TagsInput,
  Text,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall } from '../../queries.ts'
import { updatesOf } from './shared-change.ts'
import type { KeyChange } from './undo-change.ts'
import { useChangeKeys } from './use-change-keys.ts'

interface EditKeysProps {
  ids: readonly string[]
  onClose(): void
}

/** What a person may say about many keys at a time. */
export function EditKeys({ isOpen, ...props }: EditKeysProps & { isOpen: boolean }) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={isOpen}
      onClose={props.onClose}
      title={t('keys.selected', { count: props.ids.length })}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      <Form {...props} />
    </Modal>
  )
}

/** Empty fields change nothing. */
interface Draft {
  label: string
  project: string
  addTags: string[]
  removeTags: string[]
  weight: number | string
  priority: number | string
  paid: string | null
}

const untouched: Draft = {
  label: '',
  project: '',
  addTags: [],
  removeTags: [],
  weight: '',
  priority: '',
  paid: null,
}

function changeOf({ label, project, weight, priority, paid }: Draft): Omit<KeyChange, 'tags'> {
  return {
    ...(label.trim() !== '' && { label: label.trim() }),
    ...(project.trim() !== '' && { project: project.trim() }),
    ...(typeof weight === 'number' && { weight }),
    ...(typeof priority === 'number' && { priority }),
    ...(paid !== null && { paid: paid === 'yes' }),
  }
}

function Form({ ids, onClose }: EditKeysProps) {
  const { t } = useTranslation()
  const { data } = useCall('keys.list', {})
  const change = useChangeKeys()
  const [draft, setDraft] = useState(untouched)
  const [isSaving, setSaving] = useState(false)
  const put = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }))
  const chosen = new Set(ids)
  const keys = data?.keys.filter(({ id }) => chosen.has(id)) ?? []
  const { addTags, removeTags } = draft
  const updates = updatesOf(keys, { addTags, removeTags, rest: changeOf(draft) })
  const save = async () => {
    setSaving(true)
    const isDone = await change(updates, (count) => t('keys.done.changed', { count }))
    setSaving(false)
    if (isDone) onClose()
  }
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        void save()
      }}
    >
      <Stack gap="md">
        <Text size="xs" className="gb-muted">
          {t('keys.edit.hint')}
        </Text>
        <Words draft={draft} put={put} tags={[...new Set(keys.flatMap((key) => key.tags))]} />
        <Figures draft={draft} put={put} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t('shell.cancel')}
          </Button>
          <Button type="submit" disabled={updates.length === 0} loading={isSaving}>
            {t('shell.save')}
          </Button>
        </Group>
      </Stack>
    </form>
  )
}

interface PartProps {
  draft: Draft
  put(part: Partial<Draft>): void
}

function Words({ draft, put, tags }: PartProps & { tags: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <>
      <TextInput
        label={t('keys.drawer.label')}
        placeholder={t('keys.edit.unchanged')}
        value={draft.label}
        maxLength={200}
        onChange={({ currentTarget }) => put({ label: currentTarget.value })}
        data-autofocus
      />
      <TextInput
        label={t('keys.drawer.project')}
        description={t('keys.edit.projectHint')}
        placeholder={t('keys.edit.unchanged')}
        value={draft.project}
        maxLength={200}
        onChange={({ currentTarget }) => put({ project: currentTarget.value })}
      />
      <TagsInput
        // There is nothing to choose from, and an open list would keep Escape to itself.
        dropdownOpened={false}
        label={t('keys.edit.addTags')}
        value={draft.addTags}
        maxTags={20}
        onChange={(addTags) => put({ addTags })}
      />
      {tags.length > 0 && (
        <TagsInput
          dropdownOpened={false}
          label={t('keys.edit.removeTags')}
          description={t('keys.edit.tagsThere', { tags: tags.join(', ') })}
          value={draft.removeTags}
          onChange={(removeTags) => put({ removeTags })}
        />
      )}
    </>
  )
}

function Figures({ draft, put }: PartProps) {
  const { t } = useTranslation()
  return (
    <Group grow align="flex-start">
      <NumberInput
        label={t('keys.drawer.weight')}
        placeholder={t('keys.edit.unchanged')}
        value={draft.weight}
        min={0.01}
        max={100}
        onChange={(weight) => put({ weight })}
      />
      <NumberInput
        label={t('keys.drawer.priority')}
        placeholder={t('keys.edit.unchanged')}
        value={draft.priority}
        min={-1000}
        max={1000}
        allowDecimal={false}
        onChange={(priority) => put({ priority })}
      />
      <Select
        label={t('keys.drawer.paid')}
        placeholder={t('keys.edit.unchanged')}
        clearable
        data={[
          { value: 'yes', label: t('requests.yes') },
          { value: 'no', label: t('requests.no') },
        ]}
        value={draft.paid}
        onChange={(paid) => put({ paid })}
      />
    </Group>
  )
}
