import { expect, it } from 'vitest'
import { type Announcement, announcementLines } from './terminal.ts'

const lines = (changes: Partial<Announcement> = {}) =>
  announcementLines({
    version: '1.2.3',
    origin: 'http://127.0.0.1:8000',
    keys: { ready: 2, total: 3 },
    announced: [],
    ...changes,
  }).join('\n')

it('what is printed names the addresses, and no token that the person has set', () => {
  expect(lines({ console: 'on' })).toBe(`Gemini Balance 1.2.3 is listening on http://127.0.0.1:8000
  OpenAI base URL   http://127.0.0.1:8000/v1
  Gemini base URL   http://127.0.0.1:8000
  Web console       http://127.0.0.1:8000/console/
  Keys              2 of 3 ready`)
})

it('what is printed shows tokens that were made up, each beside what it opens', () => {
  const announced = [
    { opens: 'api', token: 'gb-1', remark: 'for now' },
    { opens: 'console', token: 'gb-2', remark: 'for now' },
  ] as const
  expect(lines({ announced, console: 'on' })).toContain(`  Access token      gb-1  (for now)
  Web console       http://127.0.0.1:8000/console/
  Console token     gb-2  (for now)`)
})

it('what is printed says how to switch the console on, unless it is not wanted', () => {
  expect(lines({ console: 'off' })).toContain('Web console       off; set AUTH_TOKEN')
  expect(lines()).not.toContain('console')
})
