import {
  Badge,
  Button,
  Drawer,
  Group,
  NumberInput,
  Stack,
  Switch,
  TagsInput,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ListedKey } from '../../../electron/shared/contract/keys.ts'
import { useFormats } from '../../i18n/format.ts'
import { useAction } from '../../queries.ts'
import { useNow } from '../../ui/clock.ts'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { StateMark } from '../../ui/state-mark.tsx'
import { KeyActions } from './key-actions.tsx'
import { KeyActivity } from './key-activity.tsx'
import { modelSentence, sentenceOf } from './sentence.ts'

/** Everything about one key. */
export function KeyDrawer({
  keyStatus: key,
  onClose,
}: {
  keyStatus: ListedKey | undefined
  onClose(): void
}) {
  const { t } = useTranslation()
  return (
    <Drawer
      opened={key !== undefined}
      onClose={onClose}
      position="right"
      size={500}
      title={<span className="gb-mono">{key?.masked}</span>}
      closeButtonProps={{ 'aria-label': t('shell.close') }}
    >
      {key !== undefined && (
        <Stack gap="lg">
          <Health keyStatus={key} />
          <KeyActions key={`actions-${key.id}`} id={key.id} onClose={onClose} />
          <KeyActivity keyId={key.id} />
          <KeyForm key={`form-${key.id}`} keyStatus={key} />
        </Stack>
      )}
    </Drawer>
  )
}

function Health({ keyStatus: key }: { keyStatus: ListedKey }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  return (
    <Stack gap="sm">
      <Group gap="xs" wrap="nowrap">
        <StateMark state={key.state} size={18} />
        <Text fw={500} className="gb-number">
          {sentenceOf(key, t, nowMs)}
        </Text>
      </Group>
      {key.models.length > 0 && (
        <Stack gap={4}>
          <Text size="xs" className="gb-muted">
            {t('keys.drawer.models')}
          </Text>
          {key.models.map((model) => (
            <Group key={model.model} gap="xs" wrap="nowrap" align="flex-start">
              <StateMark state={model.state} size={14} />
              <Text size="xs" className="gb-number">
                <b>{model.model}</b> {modelSentence(model, t, nowMs)}
              </Text>
            </Group>
          ))}
        </Stack>
      )}
      {key.dayLimits !== undefined && (
        <Stack gap={4}>
          <Text size="xs" className="gb-muted">
            {t('keys.drawer.dayLimits')}
          </Text>
          {Object.entries(key.dayLimits).map(([model, limit]) => (
            <Text key={model} size="xs" className="gb-number">
              <b>{model}</b> {t('keys.drawer.aDay', { count: limit, shown: format.number(limit) })}
            </Text>
          ))}
        </Stack>
      )}
      {key.lastError !== undefined && (
        <Stack gap={2}>
          <Text size="xs" className="gb-muted">
            {t('keys.drawer.lastError')} · {format.dateTime(key.lastError.atMs)}
          </Text>
          <Text size="xs" style={{ overflowWrap: 'anywhere' }}>
            {key.lastError.message}
          </Text>
        </Stack>
      )}
      <Group gap="lg" className="gb-number">
        <Fact name={t('keys.columns.totals')}>
          {format.number(key.totals.successes)} / {format.number(key.totals.failures)}
        </Fact>
        <Fact name={t('keys.columns.failures')}>{format.number(key.failures)}</Fact>
        <Fact name={t('keys.drawer.added')}>{format.dateTime(key.addedAtMs)}</Fact>
        <Fact name={t('keys.drawer.source')}>{t(`keys.drawer.sources.${key.source}`)}</Fact>
      </Group>
    </Stack>
  )
}

function Fact({ name, children }: { name: string; children: React.ReactNode }) {
  return (
    <div>
      <Text size="xs" className="gb-muted">
        {name}
      </Text>
      <Text size="sm">{children}</Text>
    </div>
  )
}

/** What a person may say about a key; kept as it is typed until it is saved. */
function KeyForm({ keyStatus: key }: { keyStatus: ListedKey }) {
  const { t } = useTranslation()
  const [draft, setDraft] = useState({
    label: key.label,
    note: key.note,
    tags: [...key.tags],
    project: key.project?.source === 'set' ? key.project.id : '',
    weight: key.weight,
    priority: key.priority,
  })
  const update = useAction('keys.update', {
    onSuccess: () => notifyDone(t('keys.drawer.saved')),
    onError: notifyFailed,
  })
  const put = (part: Partial<typeof draft>) => setDraft((before) => ({ ...before, ...part }))
  const ids = [key.id]
  const { project } = key
  const save = () => {
    const named = draft.project.trim()
    const wasSet = project?.source === 'set'
    const isProjectChanged = named !== (wasSet ? project.id : '')
    update.mutate({
      ids,
      change: {
        label: draft.label,
        note: draft.note,
        tags: draft.tags,
        weight: draft.weight,
        priority: draft.priority,
        ...(isProjectChanged && { project: named === '' ? null : named }),
      },
    })
  }
  return (
    <Stack gap="sm">
      <Group gap="lg">
        <Switch
          label={t('keys.drawer.enabled')}
          checked={key.enabled}
          onChange={({ currentTarget }) =>
            update.mutate({ ids, change: { enabled: currentTarget.checked } })
          }
        />
        <Switch
          label={t('keys.drawer.paid')}
          checked={key.paid}
          onChange={({ currentTarget }) =>
            update.mutate({ ids, change: { paid: currentTarget.checked } })
          }
        />
      </Group>
      <TextInput
        label={t('keys.drawer.label')}
        value={draft.label}
        onChange={({ currentTarget }) => put({ label: currentTarget.value })}
      />
      <TextInput
        label={
          <Group gap={6}>
            {t('keys.drawer.project')}
            {project !== undefined && (
              <Badge size="xs" variant="light" tt="none">
                {project.id} · {t(`keys.drawer.projectSource.${project.source}`)}
              </Badge>
            )}
          </Group>
        }
        description={t('keys.drawer.projectHint')}
        value={draft.project}
        onChange={({ currentTarget }) => put({ project: currentTarget.value })}
      />
      <TagsInput
        // There is nothing to choose from, and an open list would keep Escape to itself.
        dropdownOpened={false}
        label={t('keys.drawer.tags')}
        value={draft.tags}
        onChange={(tags) => put({ tags })}
      />
      <Group grow align="flex-start">
        <NumberInput
          label={t('keys.drawer.weight')}
          description={t('keys.drawer.weightHint')}
          value={draft.weight}
          min={0.01}
          max={100}
          onChange={(weight) => put({ weight: Number(weight) })}
        />
        <NumberInput
          label={t('keys.drawer.priority')}
          description={t('keys.drawer.priorityHint')}
          value={draft.priority}
          min={-1000}
          max={1000}
          allowDecimal={false}
          onChange={(priority) => put({ priority: Number(priority) })}
        />
      </Group>
      <Textarea
        label={t('keys.drawer.note')}
        autosize
        minRows={2}
        value={draft.note}
        onChange={({ currentTarget }) => put({ note: currentTarget.value })}
      />
      <Group>
        <Button onClick={save} loading={update.isPending}>
          {t('shell.save')}
        </Button>
      </Group>
    </Stack>
  )
}
