import type { ServiceState } from '../../../electron/shared/contract/app.ts'

/** The base URLs of the service; where it does not run, those it has by default. */
export function addressesOf(service: ServiceState | undefined): { openai: string; gemini: string } {
  return service?.kind === 'running'
    ? { openai: service.openaiBaseUrl, gemini: service.geminiBaseUrl }
    : { openai: 'http://127.0.0.1:8000/v1', gemini: 'http://127.0.0.1:8000' }
}
