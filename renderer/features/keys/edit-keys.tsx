import { Button, Group, Modal, NumberInput, Stack, TagsInput } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { call, CallFailed, useCall } from '../../queries.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { updatesOf } from './shared-change.ts'

interface EditKeysProps {
  ids: readonly string[]
  onClose(): void
}

/** Tags, weight and priority of many keys at a time. */
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

function Form({ ids, onClose }: EditKeysProps) {
  const { t } = useTranslation()
  const { data } = useCall('keys.list', {})
  const [tags, setTags] = useState<string[]>([])
  const [weight, setWeight] = useState<number | string>('')
  const [priority, setPriority] = useState<number | string>('')
  const [isSaving, setSaving] = useState(false)
  const chosen = new Set(ids)
  const keys = data?.keys.filter(({ id }) => chosen.has(id)) ?? []
  const numberOf = (value: number | string) => (typeof value === 'number' ? value : undefined)
  const save = async () => {
    const wish = { tags, weight: numberOf(weight), priority: numberOf(priority) }
    setSaving(true)
    try {
      for (const update of updatesOf(keys, wish)) await call('keys.update', update)
      notifyDone(t('keys.drawer.saved'))
      onClose()
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error
      notifyFailed(error)
    } finally {
      setSaving(false)
    }
  }
  return (
    <Stack gap="md">
      <TagsInput
        // There is nothing to choose from, and an open list would keep Escape to itself.
        dropdownOpened={false}
        label={t('keys.edit.tags')}
        description={t('keys.edit.hint')}
        value={tags}
        onChange={setTags}
        data-autofocus
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t('keys.drawer.weight')}
          placeholder={t('keys.edit.unchanged')}
          value={weight}
          min={0.01}
          max={100}
          onChange={setWeight}
        />
        <NumberInput
          label={t('keys.drawer.priority')}
          placeholder={t('keys.edit.unchanged')}
          value={priority}
          min={-1000}
          max={1000}
          allowDecimal={false}
          onChange={setPriority}
        />
      </Group>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {t('shell.cancel')}
        </Button>
        <Button
          disabled={tags.length === 0 && weight === '' && priority === ''}
          loading={isSaving}
          onClick={() => void save()}
        >
          {t('shell.save')}
        </Button>
      </Group>
    </Stack>
  )
}
