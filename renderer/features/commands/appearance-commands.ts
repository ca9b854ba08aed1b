import type { SpotlightActionData } from '@mantine/spotlight'
import { useTranslation } from 'react-i18next'
import { session } from '../../bridge.ts'
import { type Language, languages } from '../../i18n/i18n.ts'
import { useAppearance } from '../../ui/appearance.ts'

const schemes = { light: 'light', dark: 'dark', auto: 'system' } as const

/** Theme, language, and the way out of the web console. */
export function useAppearanceCommands(): SpotlightActionData[] {
  const { t } = useTranslation()
  const { chooseScheme, chooseLanguage } = useAppearance()
  const themes = (['light', 'dark', 'auto'] as const).map((scheme) => ({
    id: `theme-${scheme}`,
    label: `${t('shell.theme')}: ${t(`shell.${schemes[scheme]}`)}`,
    onClick: () => chooseScheme(scheme),
  }))
  const tongues = Object.entries(languages).map(([language, name]) => ({
    id: `language-${language}`,
    label: `${t('shell.language')}: ${name}`,
    onClick: () => chooseLanguage(language as Language),
  }))
  const signOut = {
    id: 'sign-out',
    label: t('shell.signOut'),
    onClick: () => void session?.signOut(),
  }
  return [...themes, ...tongues, ...(session === undefined ? [] : [signOut])]
}
