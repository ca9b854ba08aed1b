import { readdirSync, readFileSync } from 'node:fs'
import { isBuiltin } from 'node:module'
import { join } from 'node:path'
import { parseAst } from 'vite'
import { describe, expect, it } from 'vitest'

const out = join(import.meta.dirname, '..', '..', 'out')

/** The modules that a syntax tree names in imports, re-exports and calls of `require`. */
function namedBy(node: any, found: Set<string>): void {
  if (typeof node !== 'object' || node === null) return
  if (Array.isArray(node)) return node.forEach((child) => namedBy(child, found))
  const isCall = node.type === 'CallExpression'
  const isLoad = isCall && String(node.callee.name).endsWith('require')
  const source = isLoad ? node.arguments[0] : node.source
  const name = source?.value ?? source?.quasis?.[0]?.value.cooked
  if (typeof name === 'string' && (isLoad || /^(Import|Export)/.test(node.type))) found.add(name)
  Object.values(node).forEach((child) => namedBy(child, found))
}

/** What a bundle and all it leads to take from outside of `out/`, Node's own modules left out. */
function outsideOf(entry: string): string[] {
  const seen = new Set([entry])
  const outside = new Set<string>()
  for (const file of seen) {
    const names = new Set<string>()
    namedBy(parseAst(readFileSync(join(out, file), 'utf8')), names)
    for (const name of names) {
      if (name.startsWith('./')) seen.add(name.slice(2))
      else if (!isBuiltin(name)) outside.add(name)
    }
  }
  return [...outside].toSorted()
}

/** The modules that are loaded before a bundle runs, those of its parts included. */
function loadedBy(entry: string): ReadonlySet<string> {
  const files = new Set([entry])
  const loaded = new Set<string>()
  for (const file of files) {
    const { body }: any = parseAst(readFileSync(join(out, file), 'utf8'))
    for (const { source } of body) {
      if (source?.value === undefined) continue
      loaded.add(source.value)
      if (source.value.startsWith('./')) files.add(source.value.slice(2))
    }
  }
  return loaded
}

describe('what is built', () => {
  it.each([/^headless-run-headless-/, /^main\.js$/])(
    'spares %s Node’s own fetch, which comes along where node:http is imported as a module',
    (entry) => {
      const loaded = loadedBy(readdirSync(out).find((name) => entry.test(name)) ?? '')
      expect(loaded).toContain('node:fs')
      expect([...loaded].filter((name) => /^(node:)?https?$/.test(name))).toEqual([])
    },
  )

  it('gives the window a preload of one CommonJS file that loads Electron alone', () => {
    const code = readFileSync(join(out, 'preload.cjs'), 'utf8')
    expect(outsideOf('preload.cjs')).toEqual(['electron'])
    expect(code).not.toMatch(/\b(import|export)\b\s*[{("'`]/)
    expect(readdirSync(out).filter((name) => name.endsWith('.cjs'))).toEqual(['preload.cjs'])
  })

  it('takes nothing for the desktop but Node, Electron and keytar', () => {
    expect(outsideOf('main.js')).toEqual(['electron', 'keytar'])
  })

  it('takes nothing for the service alone but Node and keytar', () => {
    expect(outsideOf('headless.js')).toEqual(['keytar'])
    expect(outsideOf('activity-thread.js')).toEqual([])
  })
})
