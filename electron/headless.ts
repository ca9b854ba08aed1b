/**
 * Entry of `npm run serve`: what V8 has compiled at an earlier start is kept beside the build and used
 * again, which is a fifth of a start. Who cannot write there starts as if for the first time.
 */
import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

enableCompileCache(fileURLToPath(new URL('./code-cache/', import.meta.url)))
await import('./run-headless.ts')
