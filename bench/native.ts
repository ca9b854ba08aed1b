/**
 * The upstream and the load generator as native programs, compiled once from `native/` where there is
 * a C compiler. Elsewhere the same two as Node programs take their place: they can be the slower half
 * of what is measured, so throughput and latencies then say less, CPU per request still holds.
 */
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'

/** Programs that exist both in C and for Node, by the name of their file. */
export type NativeProgram = 'load' | 'mock-upstream'

const sources = join(import.meta.dirname, 'native')

/** Where build tools keep what they made; gone with the next `npm ci`. */
const cache = join(import.meta.dirname, '..', 'node_modules', '.cache', 'gemini-balance-bench')

/** True where the native programs can be had: they use epoll. */
export const hasCompiler: boolean =
  process.platform === 'linux' && spawnSync('cc', ['--version']).status === 0

/** Path of the compiled program, made if this version of it has not been before. Throws what the compiler said. */
export function compiled(program: NativeProgram): string {
  const source = join(sources, `${program}.c`)
  const version = createHash('sha256')
    .update(readFileSync(source))
    .update(readFileSync(join(sources, 'wire.h')))
    .digest('hex')
    .slice(0, 16)
  const path = join(cache, `${program}-${version}`)
  if (existsSync(path)) return path
  mkdirSync(cache, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  const { status, stderr } = spawnSync('cc', ['-O2', '-Wall', '-o', unfinished, source])
  if (status !== 0) throw new Error(`${program}.c could not be compiled: ${String(stderr)}`)
  // Two that compile at once must not see each other's halves.
  renameSync(unfinished, path)
  return path
}

/**
 * The command that starts one of the programs.
 * @param isNative false asks for the Node program
 */
export function commandOf(program: NativeProgram, isNative = hasCompiler): string[] {
  return isNative
    ? [compiled(program)]
    : [process.execPath, join(import.meta.dirname, `${program}.ts`)]
}
