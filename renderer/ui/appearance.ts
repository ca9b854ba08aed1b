/**
 * Theme and language. A browser has a taste of its own; in the desktop's window both are settings of
 * the app, so that tray, menus and title bar look and speak as the page does.
 */
import { type MantineColorScheme, useMantineColorScheme } from '@mantine/core'
import i18next from 'i18next'
import { useEffect } from 'react'
import type { Settings } from '../../electron/shared/settings.ts'
import { session } from '../bridge.ts'
import { type Language, speakLanguage, systemLanguage } from '../i18n/i18n.ts'
import { useAction, useCall } from '../queries.ts'
import { notifyFailed } from './notify.ts'

const isDesktop = session === undefined

export interface Appearance {
  scheme: MantineColorScheme
  chooseScheme(scheme: MantineColorScheme): void
  chooseLanguage(language: Language): void
}

/** What is shown now, and how a person chooses otherwise. */
export function useAppearance(): Appearance {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const { mutate } = useAction('settings.update', { onError: notifyFailed })
  const remember = (change: Partial<Pick<Settings, 'appTheme' | 'appLanguage'>>) => {
    if (isDesktop) mutate({ change })
  }
  return {
    scheme: colorScheme,
    chooseScheme(scheme) {
      setColorScheme(scheme)
      remember({ appTheme: scheme === 'auto' ? 'system' : scheme })
    },
    chooseLanguage(language) {
      speakLanguage(language)
      remember({ appLanguage: language })
    },
  }
}

/** Has the page follow the settings of the app, wherever they are changed. */
export function useAppearanceOfApp(): void {
  const { data } = useCall('settings.get', {}, { enabled: isDesktop })
  const { setColorScheme } = useMantineColorScheme()
  const theme = isDesktop ? data?.values.appTheme : undefined
  const language = isDesktop ? data?.values.appLanguage : undefined
  useEffect(() => {
    if (theme !== undefined) setColorScheme(theme === 'system' ? 'auto' : theme)
  }, [theme, setColorScheme])
  useEffect(() => {
    const wanted = language === 'system' ? systemLanguage() : language
    if (wanted !== undefined && wanted !== i18next.language) speakLanguage(wanted)
  }, [language])
}
