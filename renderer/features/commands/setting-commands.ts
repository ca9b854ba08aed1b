import type { SpotlightActionData } from '@mantine/spotlight'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { useCall } from '../../queries.ts'
import { catalogue, settingsInUse } from '../settings/catalogue.ts'

/** The way to every setting that means something here. */
export function useSettingCommands(): SpotlightActionData[] {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const { data } = useCall('settings.get', {})
  const { data: status } = useCall('app.status', {})
  if (data === undefined) return []
  return settingsInUse(data.values, status?.mode === 'desktop').map((name) => ({
    id: `setting-${name}`,
    label: t(`settings.names.${name}.title`),
    description: t(`settings.groups.${catalogue[name].group}`),
    keywords: [name, data.variables[name] ?? ''],
    onClick: () => navigate(`/settings/${catalogue[name].group}/${name}`),
  }))
}
