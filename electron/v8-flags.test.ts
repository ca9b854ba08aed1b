import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { v8Flags } from './v8-flags.ts'

const options = execFileSync(process.execPath, ['--v8-options'], { encoding: 'utf8' })

it.each(v8Flags)('V8 knows %s, and would do otherwise by itself', (told) => {
  const [, no, flag, value] = /^--(no-)?([\w-]+?)(?:=(\d+))?$/.exec(told) ?? []
  const usual = new RegExp(`default: --${flag}(?:=(\\d+))?$`, 'm').exec(options)
  if (usual === null) throw new Error(`V8 knows no ${flag}, or does so anyway`)
  expect(no === undefined).toBe(value !== undefined)
  if (value !== undefined) expect(Number(usual[1])).toBeLessThan(Number(value))
})
