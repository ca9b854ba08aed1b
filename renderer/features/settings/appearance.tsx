import { Select, SegmentedControl, Stack } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '../../i18n/i18n.ts'
import { useAppearance } from '../../ui/appearance.ts'
import { useThemes } from '../../ui/appearance-menus.tsx'
import { PlainRow } from './plain-row.tsx'

/** Theme and language of a browser, which remembers them; the desktop app has settings for both. */
export function Appearance() {
  const { t, i18n } = useTranslation()
  const themes = useThemes()
  const { scheme, chooseScheme, chooseLanguage } = useAppearance()
  return (
    <Stack gap={0} className="gb-card">
      <PlainRow title={t('shell.theme')} hint={t('settings.appearance.theme')}>
        <SegmentedControl
          size="xs"
          aria-label={t('shell.theme')}
          data={themes.map(([value, label]) => ({ value, label: label as ReactNode }))}
          value={scheme}
          onChange={(value) => {
            const chosen = themes.find(([one]) => one === value)
            if (chosen !== undefined) chooseScheme(chosen[0])
          }}
        />
      </PlainRow>
      <PlainRow
        title={t('settings.appearance.language')}
        hint={t('settings.appearance.languageHint')}
        htmlFor="interface-language"
      >
        <Select
          id="interface-language"
          w={230}
          allowDeselect={false}
          data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
          value={i18n.language}
          onChange={(value) => value !== null && chooseLanguage(value as Language)}
        />
      </PlainRow>
    </Stack>
  )
}
