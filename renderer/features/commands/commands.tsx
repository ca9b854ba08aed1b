import { Spotlight, type SpotlightActionGroupData } from '@mantine/spotlight'
import { IconCompass } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useLocation } from 'wouter'
import { pages } from '../../ui/pages.ts'
import { useAppearanceCommands } from './appearance-commands.ts'
import { useKeyCommands } from './key-commands.ts'
import { useServiceCommands } from './service-commands.ts'

/** Ctrl K: goes to any page and does what is done often. */
export function Commands() {
  const { t } = useTranslation()
  const [, navigate] = useLocation()
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
  ]
  return (
    <Spotlight
      actions={actions}
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
