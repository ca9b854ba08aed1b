import { expect, it } from 'vitest'
import { createModelVersions } from './model-versions.ts'

it('remembers who answered last under a name', () => {
  const versions = createModelVersions()
  expect(versions.servedBy('gemini-flash-latest')).toBeUndefined()
  versions.learn('gemini-flash-latest', 'models/gemini-3.6-flash')
  versions.learn('gemini-flash-latest', 'gemini-3.8-flash')
  expect(versions.servedBy('gemini-flash-latest')).toBe('gemini-3.8-flash')
})

it.each([undefined, '', 'default', 'us-central1/1234'])(
  'learns nothing from a version that names no model (%s)',
  (version) => {
    const versions = createModelVersions()
    versions.learn('gemini-flash-latest', version)
    expect(versions.servedBy('gemini-flash-latest')).toBeUndefined()
  },
)

it('stays small whatever clients ask for', () => {
  const versions = createModelVersions()
  for (let n = 0; n < 1000; n += 1) versions.learn(`model-${n}`, 'gemini-3.8-flash')
  expect(versions.servedBy('model-1')).toBe('gemini-3.8-flash')
  expect(versions.servedBy('model-999')).toBeUndefined()
})
