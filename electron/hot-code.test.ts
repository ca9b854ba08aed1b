import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

it('V8 knows what it is told, and would do otherwise by itself', () => {
  const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })
  const told = readFileSync(join(import.meta.dirname, 'hot-code.ts'), 'utf8')
  const flags = [...told.matchAll(/setFlagsFromString\('--(no-)?([\w-]+?)(?:=(\d+))?'\)/g)]
  expect(flags).toHaveLength(6)
  for (const [, no, flag = '', value] of flags) {
    const usual = new RegExp(`default: --${flag}(?:=(\\d+))?$`, 'm').exec(options)
    if (usual === null) throw new Error(`V8 knows no ${flag}, or does so anyway`)
    expect(no === undefined).toBe(value !== undefined)
    if (value !== undefined) expect(Number(usual[1])).toBeLessThan(Number(value))
  }
})
