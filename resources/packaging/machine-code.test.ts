import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { machineCodeOf } from './machine-code.ts'

const prebuilds = join(import.meta.dirname, '../../node_modules/keytar/prebuilds')

describe('for what a native module was compiled', () => {
  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'x64'],
    ['darwin', 'arm64'],
    ['win32', 'x64'],
    ['win32', 'arm64'],
  ])('is told by its first bytes: %s %s', (platform, processor) => {
    const bytes = readFileSync(join(prebuilds, `${platform}-${processor}`, 'keytar.node'))
    expect(machineCodeOf(bytes)).toEqual({ platform, processor })
  })

  it('is not guessed for other processors, other files and stumps', () => {
    const foreign = readFileSync(join(prebuilds, 'win32-ia32', 'keytar.node'))
    expect(machineCodeOf(foreign)).toBeUndefined()
    expect(machineCodeOf(Buffer.from('#!/bin/sh\n'.repeat(20)))).toBeUndefined()
    expect(machineCodeOf(Buffer.from('MZ'))).toBeUndefined()
    expect(machineCodeOf(Buffer.concat([Buffer.from('MZ'), Buffer.alloc(62, 255)]))).toBeUndefined()
  })
})
