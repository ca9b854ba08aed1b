/** The languages of the interface. English gives the shape; the compiler holds the others to it. */
import i18next from 'i18next'
import { initReactI18next } from 'react-i18next'
import { en } from './en/en.ts'
import { zhCn } from './zh-cn/zh-cn.ts'

declare module 'i18next' {
  interface CustomTypeOptions {
    resources: { translation: typeof en }
    returnNull: false
  }
}

export const languages = { en: 'English', 'zh-CN': '简体中文' } as const
export type Language = keyof typeof languages

const STORED_AS = 'language'

/** The language a person chose here, or the one the system prefers. */
function initialLanguage(): Language {
  const stored = localStorage.getItem(STORED_AS)
  return stored === 'en' || stored === 'zh-CN' ? stored : systemLanguage()
}

/** The first language of ours that the system prefers, else English. */
export function systemLanguage(): Language {
  const known = navigator.languages.find((tag) => /^(en|zh)\b/i.test(tag))
  return known?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en'
}

/** Prepares the words; nothing is fetched. */
export function startI18n(): void {
  const language = initialLanguage()
  void i18next.use(initReactI18next).init({
    resources: { en: { translation: en }, 'zh-CN': { translation: zhCn } },
    lng: language,
    fallbackLng: 'en',
    interpolation: { escapeValue: false },
    initAsync: false,
  })
  document.documentElement.lang = language
}

/** Changes the language of everything that is on the screen and remembers it. */
export function speakLanguage(language: Language): void {
  localStorage.setItem(STORED_AS, language)
  document.documentElement.lang = language
  void i18next.changeLanguage(language)
}
