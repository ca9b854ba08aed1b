// Loaded with --import into programs that know no other address than Google's: sends them to the
// bench's upstream.
import { env } from 'node:process'

const upstream = env['BENCH_UPSTREAM'] ?? ''
const plainFetch = globalThis.fetch

globalThis.fetch = (target, options) =>
  plainFetch(
    typeof target === 'string'
      ? target.replace('https://generativelanguage.googleapis.com', upstream)
      : target,
    options,
  )
