/** Keys in lines of any kind: lists, `name: key`, `.env`, Markdown, prose. Linear in the text. */
import type { Find } from './candidate.ts'
import { isCommonName, labelOf, saysPaid } from './label.ts'
import { type Hit, scanWords } from './scan-words.ts'
import { underName } from './setting-name.ts'

const ASSIGNMENT = /^(?:[-*] )?(?:export |set )?([A-Z][A-Z0-9_]{1,63})\s{0,8}[=:]/
/** Our own export's way of naming the keys of a list. */
const LABELS = /^# labels: (?=\[)/
const COMMENT = /^(?:#|\/\/)/
const DECORATION = ' \t"\'`“”‘’*_()[]{}<>（）【】「」'
/** What stands between the keys of one line. */
const SEPARATOR = /[,;|?&"`，；、\t]/

/** The finds of a text, line by line; a list over several lines belongs to the name before it. */
export function lineKeys(text: string, firstLine = 1): Find[] {
  const finds: Find[] = []
  let list: { name: string; isOpen: boolean; from: number } | undefined
  let number = firstLine
  for (const rawLine of linesOf(text)) {
    const line = rawLine.trim()
    const name = ASSIGNMENT.exec(line)?.[1]
    if (name !== undefined) {
      list = { name, isOpen: line.includes('[') && !line.includes(']'), from: finds.length }
    }
    if (list !== undefined && LABELS.test(line)) {
      giveLabels(line.replace(LABELS, ''), finds.slice(list.from))
      list = undefined
    } else {
      const found = keysOfLine(line, number)
      const isNamed = list !== undefined && (name !== undefined || list.isOpen)
      const named = isNamed && list !== undefined ? underName(list.name, found) : found
      // One line may hold more than a call takes arguments.
      for (const find of named) finds.push(find)
    }
    if (list?.isOpen === true && line.includes(']')) list.isOpen = false
    number += 1
  }
  return finds
}

function* linesOf(text: string): Generator<string> {
  let start = 0
  for (;;) {
    const end = text.indexOf('\n', start)
    if (end === -1) break
    yield text.slice(start, end)
    start = end + 1
  }
  yield text.slice(start)
}

function keysOfLine(line: string, number: number): Find[] {
  const hits = scanWords(line)
  if (hits.length === 0) return []
  if (COMMENT.test(line)) {
    const isKey = ({ shape }: Hit) => shape === 'key'
    return hits.filter(isKey).map(({ secret }) => {
      return { secret, shape: 'commented-out', label: '', paid: false, line: number }
    })
  }
  return labelledHits(line, hits, number)
}

function labelledHits(line: string, hits: readonly Hit[], number: number): Find[] {
  const finds: Find[] = []
  const lastKey = hits.findLastIndex(({ shape }) => shape === 'key')
  let from = 0
  for (const [index, { secret, shape, start, end }] of hits.entries()) {
    const name = nameBefore(line.slice(from, start))
    const remark = index >= lastKey ? remarkBehind(line, end) : undefined
    const named = isCommonName(name) ? '' : labelOf(name)
    finds.push({
      secret,
      shape,
      label: named || labelOf(remark ?? ''),
      paid: saysPaid(name),
      line: number,
    })
    if (remark !== undefined) break
    from = end
  }
  return finds
}

/** The name that ends a piece of text with a colon or an equals sign; empty without one. */
function nameBefore(text: string): string {
  let end = text.length
  while (end > 0 && DECORATION.includes(text.charAt(end - 1))) end -= 1
  if (end === 0 || !':=：'.includes(text.charAt(end - 1))) return ''
  // Longer ones are sentences.
  const before = undecorated(text.slice(Math.max(0, end - 300), end - 1))
  const name = before.split(SEPARATOR).at(-1) ?? ''
  return undecorated(name.replace(/^\s*(?:[-*+•]|\d{1,5}[.)])\s/, ''))
}

/** The comment after a position of a line, when nothing but quotes and brackets comes before it. */
function remarkBehind(line: string, at: number): string | undefined {
  let start = at
  while (start < line.length && (DECORATION + ',;').includes(line.charAt(start))) start += 1
  const mark = COMMENT.exec(line.slice(start, start + 2))
  return mark === null ? undefined : line.slice(start + mark[0].length)
}

function undecorated(text: string): string {
  let start = 0
  let end = text.length
  while (start < end && DECORATION.includes(text.charAt(start))) start += 1
  while (end > start && DECORATION.includes(text.charAt(end - 1))) end -= 1
  return text.slice(start, end)
}

function giveLabels(json: string, finds: readonly Find[]): void {
  let labels: unknown
  try {
    labels = JSON.parse(json)
  } catch {
    // Somebody's own comment that only begins like ours.
    return
  }
  if (!Array.isArray(labels)) return
  for (const [index, find] of finds.entries()) {
    const label: unknown = labels[index]
    if (typeof label === 'string') find.label = labelOf(label)
  }
}
