/** What the desktop says outside its window: tray, menu, notifications; one table per language. */
import { en, type Word } from './words/en.ts'
import { zhCn } from './words/zh-cn.ts'

export type { Word }

/** Languages the app speaks; a person may also leave it to the system. */
export type Language = 'en' | 'zh-CN'

const tables: Readonly<Record<Language, Readonly<Record<Word, string>>>> = { en, 'zh-CN': zhCn }

/** Says a thing in one language; `{name}` in its words is filled in. */
export type Speaker = (word: Word, values?: Readonly<Record<string, string | number>>) => string

const speakers: Readonly<Record<Language, Speaker>> = {
  en: createSpeaker(tables.en),
  'zh-CN': createSpeaker(tables['zh-CN']),
}

function createSpeaker(table: Readonly<Record<Word, string>>): Speaker {
  return (word, values = {}) =>
    table[word].replace(/\{(\w+)\}/g, (hole, name: string) => String(values[name] ?? hole))
}

/** The speaker of a language, the same one every time. */
export function speakerOf(language: Language): Speaker {
  return speakers[language]
}

/**
 * The language of the app.
 * @param chosen the setting
 * @param preferred what the system prefers, most liked first, as BCP 47 tags
 */
export function languageOf(chosen: 'system' | Language, preferred: readonly string[]): Language {
  if (chosen !== 'system') return chosen
  const known = preferred.find((tag) => /^(en|zh)\b/i.test(tag))
  return known?.toLowerCase().startsWith('zh') === true ? 'zh-CN' : 'en'
}
