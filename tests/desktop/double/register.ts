/** Loaded with --import: whoever imports `electron` gets the double. */
import { registerHooks } from 'node:module'
import { pathToFileURL } from 'node:url'
import { join } from 'node:path'

// Decisions of the app are the system's; a test may want another one's.
const platform = process.env['DOUBLE_PLATFORM'] ?? ''
if (platform !== '') Object.defineProperty(process, 'platform', { value: platform })

const double = pathToFileURL(join(import.meta.dirname, 'electron.ts')).href

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: double, shortCircuit: true } : next(specifier, context),
})
