import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('V8 knows what it is told, and would do otherwise by itself', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  const told = readFileSync(join(import.meta.dirname, 'hot-code.ts'), 'utf8')
  const sizes = [...told.matchAll(/'(--[\w-]+)=(\d+)'/g)]
  expect(sizes).toHaveLength(2)
  for (const [, flag = '', value] of sizes) {
    const [, usual] = new RegExp(`default: ${flag}=(\\d+)`).exec(options) ?? []
    expect(Number(usual)).toBeLessThan(Number(value))
  }
  expect(told).toContain("'--no-flush-bytecode'")
  expect(options).toMatch(/default: --flush-bytecode\b/)
})
