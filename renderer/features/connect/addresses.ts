import type { ServiceState } from '../../../electron/shared/contract/app.ts'
import { session } from '../../bridge.ts'

/**
 * The base URLs of the service; where it does not run, those it has by default. A browser has come
 * by an address that works for this machine, while the service itself knows only its own.
 */
export function addressesOf(service: ServiceState | undefined): { openai: string; gemini: string } {
  if (session !== undefined) return { openai: `${location.origin}/v1`, gemini: location.origin }
  return service?.kind === 'running'
    ? { openai: service.openaiBaseUrl, gemini: service.geminiBaseUrl }
    : { openai: 'http://127.0.0.1:8000/v1', gemini: 'http://127.0.0.1:8000' }
}
