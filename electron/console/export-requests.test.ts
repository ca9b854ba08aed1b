import { describe, expect, it } from 'vitest'
import { aFailedRequest, aRequest } from '../activity/request.fixture.ts'
import type { RequestRow } from '../shared/contract/activity.ts'
import { exportPiece } from './export-requests.ts'

const row = (changes: Partial<RequestRow> = {}): RequestRow => {
  const { attempts, ...rest } = aRequest()
  return { ...rest, attemptCount: attempts.length, ...changes }
}
const whole = { isFirst: true, isLast: true }

describe('an export', () => {
  it('as CSV has one line per request under its heads', () => {
    const [head, line, end] = exportPiece([row({ id: 'req_1' })], 'csv', whole).split('\r\n')
    expect(head).toMatch(/^id,time,method,.*,attempts,retries$/)
    expect(line).toMatch(/^req_1,2026-11-23T12:00:00.000Z,POST,.*,1,0$/)
    expect(line?.split(',')).toHaveLength(head?.split(',').length ?? 0)
    expect(end).toBe('')
  })

  it('as CSV survives what clients and Google say', () => {
    const errorMessage = 'no "key", no\nanswer'
    const text = exportPiece(
      [row({ errorMessage, client: '=1+1', tokens: undefined })],
      'csv',
      whole,
    )
    expect(text).toContain('"no ""key"", no\nanswer"')
    expect(text).toContain(",'=1+1,")
  })

  it.each(['=1+1', '+1', '-1', '@SUM(1)', '\t=1', '\n=1', '＝1+1', '＠SUM(1)'])(
    'as CSV holds no formula for a spreadsheet (%j)',
    (errorMessage) => {
      expect(exportPiece([row({ errorMessage })], 'csv', whole)).toMatch(/,"?'[=+\-@＝＠\t\n]/)
    },
  )

  it('as JSON is what it was, however many pieces it came in', () => {
    const failed = aFailedRequest()
    const rows = [row(), row({ errorCode: failed.errorCode }), row()]
    const pieces = [
      exportPiece(rows.slice(0, 2), 'json', { isFirst: true, isLast: false }),
      exportPiece(rows.slice(2), 'json', { isFirst: false, isLast: false }),
      exportPiece([], 'json', { isFirst: false, isLast: true }),
    ]
    expect(JSON.parse(pieces.join(''))).toEqual(rows)
    expect(JSON.parse(exportPiece([], 'json', whole))).toEqual([])
  })
})
