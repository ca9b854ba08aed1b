import { Select, Stack, Switch } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ModelInfo } from '../../../electron/shared/contract/models.ts'
import { useCall } from '../../queries.ts'
import { chatCode } from './chat-code.ts'
import { messagesOf, type Turn } from './conversation.ts'
import { CopyCodeMenu } from './copy-code-menu.tsx'
import type { ChatOptions } from './use-chat.ts'

const efforts = ['default', 'none', 'low', 'medium', 'high'] as const

/** Model and switches of a chat, and the chat as code. */
export function ChatOptionsForm({
  models,
  options,
  onChange,
  turns,
}: {
  models: readonly ModelInfo[]
  options: ChatOptions
  onChange(part: Partial<ChatOptions>): void
  turns: readonly Turn[]
}) {
  const { t } = useTranslation()
  return (
    <Stack className="gb-chat-options" gap="sm">
      <Select
        label={t('playground.model')}
        data={models.map(({ id }) => id)}
        value={options.model}
        onChange={(model) => model !== null && onChange({ model })}
        allowDeselect={false}
        searchable
        nothingFoundMessage={t('shell.nothingFound')}
      />
      <ThinkingSelect options={options} onChange={onChange} />
      <ToolSwitches options={options} onChange={onChange} />
      <CopyAsCode options={options} turns={turns} />
    </Stack>
  )
}

interface ChoiceProps {
  options: ChatOptions
  onChange(part: Partial<ChatOptions>): void
}

function ThinkingSelect({ options, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  const { data: settings } = useCall('settings.get', {})
  return (
    <Select
      label={t('playground.thinking')}
      inputWrapperOrder={['label', 'input', 'description']}
      description={
        settings?.values.showThinkingProcess === false && t('playground.thoughtsAreHidden')
      }
      data={efforts.map((value) => ({ value, label: t(`playground.effort.${value}`) }))}
      value={options.thinking}
      onChange={(value) => {
        const thinking = efforts.find((effort) => effort === value)
        if (thinking !== undefined) onChange({ thinking })
      }}
      allowDeselect={false}
    />
  )
}

/** What a switch shows is what will be asked for, by the settings or by a choice made here. */
function ToolSwitches({ options, onChange }: ChoiceProps) {
  const { t } = useTranslation()
  const { data: settings } = useCall('settings.get', {})
  const isInName = options.model.endsWith('-search')
  const search = options.search || isInName
  const isSet = settings?.values.codeExecutionEnabled === true
  const bySettings = isSet && !search
  const codeExecution = options.codeExecution ?? bySettings
  const origin = codeExecution ? 'on' : search ? 'whileSearching' : 'off'
  return (
    <>
      <Switch
        label={t('playground.search')}
        description={isInName && t('playground.searchInName')}
        checked={search}
        disabled={isInName}
        onChange={({ currentTarget }) => onChange({ search: currentTarget.checked })}
      />
      <Switch
        label={t('playground.codeExecution')}
        description={isSet && t(`playground.codeBySettings.${origin}`)}
        checked={codeExecution}
        onChange={({ currentTarget: { checked } }) =>
          onChange({ codeExecution: checked === bySettings ? undefined : checked })
        }
      />
    </>
  )
}

function CopyAsCode({ options, turns }: { options: ChatOptions; turns: readonly Turn[] }) {
  const asked = messagesOf(turns.at(-1)?.role === 'assistant' ? turns.slice(0, -1) : turns)
  return (
    <CopyCodeMenu
      disabled={turns.length === 0}
      code={(kind, target) => chatCode(kind, { ...options, messages: asked }, target)}
    />
  )
}
