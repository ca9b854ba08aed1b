import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconCompass } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { pages } from '../../ui/pages.ts'
import { useAppearanceCommands } from './appearance-commands.ts'
import { useKeyCommands } from './key-commands.ts'
import { useServiceCommands } from './service-commands.ts'
import { useSettingCommands } from './setting-commands.ts'

/** Ctrl K: goes to any page and does what is done often. */
export function Commands() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
  const [query, setQuery] = useState('')
  const settings = useSettingCommands()
  const places: SpotlightActionGroupData = {
    group: t('commands.places'),
    actions: [
      ...pages.map(({ path, name, icon: Icon }) => ({
        id: path,
        label: t(`shell.pages.${name}`),
        leftSection: <Icon size={18} stroke={1.7} />,
        onClick: () => navigate(path),
      })),
      {
        id: '/welcome',
        label: t('onboarding.open'),
        leftSection: <IconCompass size={18} stroke={1.7} />,
        onClick: () => navigate('/welcome'),
      },
    ],
  }
  const actions = [
    places,
    { group: t('shell.pages.keys'), actions: useKeyCommands() },
    { group: t('commands.service'), actions: useServiceCommands() },
    { group: t('commands.appearance'), actions: useAppearanceCommands() },
    // Far too many to choose from before something is typed.
    ...(query.trim() === '' ? [] : [{ group: t('shell.pages.settings'), actions: settings }]),
  ]
  return (
    <Spotlight
      actions={actions}
      query={query}
      onQueryChange={setQuery}
      shortcut={['mod + K']}
      // Also while somebody writes.
      tagsToIgnore={[]}
      scrollable
      attributes={{ content: { 'aria-label': t('shell.commands') } }}
      maxHeight={460}
      nothingFound={t('shell.nothingFound')}
      searchProps={{ placeholder: t('shell.commands'), 'aria-label': t('shell.commands') }}
    />
  )
}
