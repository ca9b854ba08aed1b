import type { SpotlightActionData } from '@mantine/spotlight'
import { useTranslation } from 'react-i18next'
import { useAction, useCall } from '../../queries.ts'
import { useCopy } from '../../ui/copy.tsx'
import { notifyDone, notifyFailed } from '../../ui/notify.ts'
import { type Target, useTarget } from '../connect/use-target.ts'

const switches = ['codeExecutionEnabled', 'showSearchLink', 'showThinkingProcess'] as const

/** Addresses and token to copy, the switches of answers, and the service itself. */
export function useServiceCommands(): SpotlightActionData[] {
  return [...useCopyCommands(), ...useSwitchCommands(), ...useStartCommands()]
}

function useCopyCommands(): SpotlightActionData[] {
  const { t } = useTranslation()
  const copy = useCopy()
  const target = useTarget()
  const copyOne = async (what: keyof Target) => {
    const found = await target()
    if (await copy(found[what])) notifyDone(t('shell.copied'))
  }
  const command = (what: keyof Target) => ({
    id: `copy-${what}`,
    label: t('commands.copy', { what: t(`overview.${what}`) }),
    onClick: () => void copyOne(what),
  })
  return [command('openai'), command('gemini'), command('token')]
}

function useSwitchCommands(): SpotlightActionData[] {
  const { t } = useTranslation()
  const { data } = useCall('settings.get', {})
  const update = useAction('settings.update', { onError: notifyFailed })
  if (data === undefined) return []
  return switches.map((name) => {
    const isOn = data.values[name]
    const title = t(`settings.names.${name}.title`)
    return {
      id: name,
      label: isOn ? t('commands.switchOff', { title }) : t('commands.switchOn', { title }),
      onClick: () => update.mutate({ change: { [name]: !isOn } }),
    }
  })
}

function useStartCommands(): SpotlightActionData[] {
  const { t } = useTranslation()
  const { data: status } = useCall('app.status', {})
  const start = useAction('app.start', { onError: notifyFailed })
  const stop = useAction('app.stop', { onError: notifyFailed })
  if (status?.can.startStop !== true) return []
  const isUp = status.service.kind === 'running' || status.service.kind === 'starting'
  return [
    isUp
      ? { id: 'stop', label: t('commands.stop'), onClick: () => stop.mutate({}) }
      : { id: 'start', label: t('commands.start'), onClick: () => start.mutate({}) },
  ]
}
