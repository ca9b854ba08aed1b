import { ActionIcon, Menu } from '@mantine/core'
import { IconCheck, IconLanguage, IconSunMoon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import { type Language, languages } from '../i18n/i18n.ts'
import { useAppearance } from './appearance.ts'

/** The themes there are, by name. */
export function useThemes() {
  const { t } = useTranslation()
  return [
    ['light', t('shell.light')],
    ['dark', t('shell.dark')],
    ['auto', t('shell.system')],
  ] as const
}

/** Light, dark, or like the system. */
export function ThemeMenu() {
  const { t } = useTranslation()
  const themes = useThemes()
  const { scheme, chooseScheme } = useAppearance()
  return (
    <ChoiceMenu label={t('shell.theme')} icon={<IconSunMoon size={18} stroke={1.7} />}>
      {themes.map(([value, name]) => (
        <Choice key={value} isChosen={value === scheme} onClick={() => chooseScheme(value)}>
          {name}
        </Choice>
      ))}
    </ChoiceMenu>
  )
}

/** Each language by its own name. */
export function LanguageMenu() {
  const { t, i18n } = useTranslation()
  const { chooseLanguage } = useAppearance()
  return (
    <ChoiceMenu label={t('shell.language')} icon={<IconLanguage size={18} stroke={1.7} />}>
      {Object.entries(languages).map(([language, name]) => (
        <Choice
          key={language}
          lang={language}
          isChosen={language === i18n.language}
          onClick={() => chooseLanguage(language as Language)}
        >
          {name}
        </Choice>
      ))}
    </ChoiceMenu>
  )
}

function ChoiceMenu({
  label,
  icon,
  children,
}: {
  label: string
  icon: ReactNode
  children: ReactNode
}) {
  return (
    <Menu position="top-start" withinPortal>
      <Menu.Target>
        <ActionIcon aria-label={label}>{icon}</ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>{children}</Menu.Dropdown>
    </Menu>
  )
}

function Choice({
  isChosen,
  lang,
  onClick,
  children,
}: {
  isChosen: boolean
  lang?: string
  onClick(): void
  children: ReactNode
}) {
  return (
    <Menu.Item
      {...(lang !== undefined && { lang })}
      onClick={onClick}
      aria-current={isChosen}
      rightSection={
        <IconCheck size={14} aria-hidden style={{ visibility: isChosen ? 'visible' : 'hidden' }} />
      }
    >
      {children}
    </Menu.Item>
  )
}
