import { expect, test } from 'vitest'
import { byFile, byFunction, type CpuProfile, linesOf, type Place } from './profile.ts'

const place = (functionName: string, url: string, lineNumber: number): Place => ({
  functionName,
  url,
  lineNumber,
  columnNumber: 0,
})

const profile: CpuProfile = {
  nodes: [
    { id: 1, callFrame: place('(idle)', '', -1) },
    { id: 2, callFrame: place('post', 'node:inspector', 114) },
    { id: 3, callFrame: place('writev', '', -1) },
    { id: 4, callFrame: place('serve', 'file:///out/a.js', 9) },
    // The same function, called from elsewhere.
    { id: 5, callFrame: place('serve', 'file:///out/a.js', 9) },
    { id: 6, callFrame: place('', 'file:///out/a.js', 19) },
  ],
  samples: [1, 2, 3, 4, 5, 6],
  timeDeltas: [5000, 7000, 200, 300, 300, 200],
}
const locate = ({ url, lineNumber }: Place) => ({ file: url, line: lineNumber + 1 })

test('functions are listed by their share of the work, waiting and profiling left out', () => {
  expect(byFunction(profile, locate)).toEqual([
    { name: 'serve', file: 'file:///out/a.js:10', share: 0.6 },
    { name: 'writev', file: '', share: 0.2 },
    { name: '(anonymous)', file: 'file:///out/a.js:20', share: 0.2 },
  ])
})

test('files are listed by the sum of their functions', () => {
  expect(linesOf(byFile(byFunction(profile, locate)), 1)).toBe(' 80.0 %  file:///out/a.js\n')
})
