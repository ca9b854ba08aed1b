import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { en } from './en/en.ts'
import { zhCn } from './zh-cn/zh-cn.ts'

const renderer = join(import.meta.dirname, '..')

/** Every text of a language under its path. */
function textsOf(table: object, path = ''): Map<string, string> {
  const texts = new Map<string, string>()
  for (const [name, value] of Object.entries(table)) {
    if (typeof value === 'string') texts.set(`${path}${name}`, value)
    else for (const [inner, text] of textsOf(value, `${path}${name}.`)) texts.set(inner, text)
  }
  return texts
}

/** The values a text has room for, in the order of the alphabet. */
const holes = (text: string) =>
  [...new Set(text.match(/\{\{[\w, ]+\}\}/g))].toSorted((a, b) => a.localeCompare(b)).join()
const english = textsOf(en)
const chinese = textsOf(zhCn)

describe('every language', () => {
  it('says the same things', () => {
    expect(new Set(chinese.keys())).toEqual(new Set(english.keys()))
  })

  it('fills in the same values, but where a plural form spells the number out', () => {
    const differing = [...english]
      .filter(([path]) => !path.endsWith('_one'))
      .filter(([path, text]) => holes(chinese.get(path) ?? '') !== holes(text))
    expect(differing).toEqual([])
  })

  it('writes amounts with its own digits', () => {
    const bare = [...english, ...chinese].filter(([, text]) =>
      /\{\{(count|done|total)\}\}/.test(text),
    )
    expect(bare).toEqual([])
  })

  it('leaves nothing empty', () => {
    const empty = [...english, ...chinese].filter(([, text]) => text.trim() === '')
    expect(empty).toEqual([])
  })
})

describe('the interface', () => {
  const sources = readdirSync(renderer, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.tsx'),
  )

  it.each(sources)('%s says nothing outside the tables of words', (name) => {
    const source = readFileSync(join(renderer, name), 'utf8')
    const betweenTags = [...source.matchAll(/>\s*([A-Z][a-z]+(?: [\w,.]+)*)\s*<\//g)]
    const inAttributes = [
      ...source.matchAll(
        /(?:label|title|placeholder|description|alt|aria-label)="([^"{]*[A-Za-z]{2}[^"]*)"/g,
      ),
    ]
    expect([...betweenTags, ...inAttributes].map(([, text]) => text)).toEqual([])
  })
})
