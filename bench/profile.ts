/** What a V8 CPU profile says: where the time went, by function and by file; pure but for the maps. */
import { existsSync, readFileSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { fileURLToPath } from 'node:url'

interface ProfileNode {
  id: number
  callFrame: { functionName: string; url: string; lineNumber: number; columnNumber: number }
}

/** As `Profiler.stop` of V8's inspector gives it; times in microseconds. */
export interface CpuProfile {
  nodes: ProfileNode[]
  samples: number[]
  timeDeltas: number[]
}

/** A place in the code and its share of the time in which the program did something. */
export interface Share {
  name: string
  file: string
  share: number
}

export type Place = ProfileNode['callFrame']
/** Where a place of the bundle comes from. */
export type Locate = (place: Place) => { file: string; line: number }

/** Waiting for something to do, and taking the profile, are no work of the program's. */
const isWork = ({ functionName, url }: Place) =>
  functionName !== '(idle)' && url !== 'node:inspector'

/** Self time of every function as a share of all work, most first. */
export function byFunction({ nodes, samples, timeDeltas }: CpuProfile, locate: Locate): Share[] {
  const places = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]))
  const times = new Map<string, { name: string; file: string; us: number }>()
  let busyUs = 0
  samples.forEach((id, at) => {
    const place = places.get(id)
    const us = timeDeltas[at] ?? 0
    if (place === undefined || !isWork(place)) return
    busyUs += us
    const name = place.functionName === '' ? '(anonymous)' : place.functionName
    const key = `${name} ${place.url}:${place.lineNumber}:${place.columnNumber}`
    const known = times.get(key)
    if (known !== undefined) known.us += us
    else {
      const { file, line } = locate(place)
      times.set(key, { name, file: line > 0 ? `${file}:${line}` : file, us })
    }
  })
  return [...times.values()]
    .map(({ name, file, us }) => ({ name, file, share: us / busyUs }))
    .sort((one, other) => other.share - one.share)
}

/** Shares added up by file, most first. */
export function byFile(shares: readonly Share[]): Share[] {
  const sums = new Map<string, number>()
  for (const { file, share } of shares) {
    const name = file.replace(/:\d+$/, '')
    sums.set(name, (sums.get(name) ?? 0) + share)
  }
  return [...sums]
    .map(([file, share]) => ({ name: '', file, share }))
    .sort((one, other) => other.share - one.share)
}

/** Reads the maps beside a bundle; places without one keep the name of their file. */
export function sourceLocator(): Locate {
  const maps = new Map<string, SourceMap | undefined>()
  const mapOf = (url: string) => {
    if (!maps.has(url)) {
      const path = `${fileURLToPath(url)}.map`
      const map = existsSync(path)
        ? new SourceMap(JSON.parse(readFileSync(path, 'utf8')))
        : undefined
      maps.set(url, map)
    }
    return maps.get(url)
  }
  return ({ url, lineNumber, columnNumber }) => {
    if (url === '') return { file: '(V8 and the system)', line: 0 }
    if (!url.startsWith('file:')) return { file: url, line: lineNumber + 1 }
    const entry = mapOf(url)?.findEntry(lineNumber, columnNumber)
    if (entry === undefined || !('originalSource' in entry)) {
      return { file: url.slice(url.lastIndexOf('/') + 1), line: lineNumber + 1 }
    }
    return { file: entry.originalSource.replace(/^(\.\.\/)+/, ''), line: entry.originalLine + 1 }
  }
}

/** The first of the shares as lines: share, name, file. */
export function linesOf(shares: readonly Share[], count: number): string {
  return shares
    .slice(0, count)
    .map(({ name, file, share }) => {
      const percent = `${(share * 100).toFixed(1).padStart(5)} %`
      return name === '' ? `${percent}  ${file}\n` : `${percent}  ${name}  ${file}\n`
    })
    .join('')
}
