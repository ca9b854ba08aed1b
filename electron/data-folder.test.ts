import { expect, it } from 'vitest'
import { defaultDataFolder } from './data-folder.ts'

it.each([
  ['linux', {}, '/home/ada', '/home/ada/.local/share/gemini-balance'],
  ['linux', { XDG_DATA_HOME: '/data' }, '/home/ada', '/data/gemini-balance'],
  ['linux', { XDG_DATA_HOME: 'relative' }, '/home/ada', '/home/ada/.local/share/gemini-balance'],
  ['linux', { XDG_DATA_HOME: '' }, '/home/ada', '/home/ada/.local/share/gemini-balance'],
  ['freebsd', {}, '/home/ada', '/home/ada/.local/share/gemini-balance'],
  [
    'darwin',
    { XDG_DATA_HOME: '/data' },
    '/Users/ada',
    '/Users/ada/Library/Application Support/Gemini Balance',
  ],
  ['win32', { APPDATA: 'D:\\Roaming' }, 'C:\\Users\\ada', 'D:\\Roaming\\Gemini Balance'],
  ['win32', {}, 'C:\\Users\\ada', 'C:\\Users\\ada\\AppData\\Roaming\\Gemini Balance'],
] as const)(
  'on %s with %j and home %s the data is in %s',
  (platform, environment, home, expected) => {
    expect(defaultDataFolder(platform, environment, home)).toBe(expected)
  },
)
