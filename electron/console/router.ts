/** Takes a call of the contract to its handler, whatever transport it came by (design §5.4). */
import type { z } from 'zod'
import { type ActionName, contract, type Handlers, type Outcome } from '../shared/contract.ts'
import type { CallError } from '../shared/contract.ts'
import type { Redactor } from '../shared/redact.ts'
import { SettingError } from '../shared/settings.ts'
import { VaultUnavailable } from '../vault/vault.ts'
import { CallFailed } from './call-failed.ts'

/**
 * Checks the input of a call and has it handled. Never rejects: whatever goes wrong is in the
 * outcome, and nothing in that is a secret unless the call asks for one.
 */
export type Call = (name: string, input: unknown) => Promise<Outcome<unknown>>

export interface RouterOptions {
  redactor: Redactor
  /** Takes note of a failure that is ours, already redacted. */
  onInternalError(action: string, details: string): void
}

/** Makes the one way to all handlers. */
export function createRouter(handlers: Handlers, options: RouterOptions): Call {
  return async (name, input) => {
    if (!isActionName(name)) {
      return { ok: false, error: { code: 'unknown_action', message: 'There is no such action' } }
    }
    const checked = contract[name].input.safeParse(input)
    if (!checked.success) return { ok: false, error: invalidInput(checked.error) }
    try {
      // That this argument fits this handler is what `Handlers` says, name by name; no type of
      // TypeScript says it for all names at once.
      const handle = handlers[name] as (argument: unknown) => unknown
      return { ok: true, data: await handle(checked.data) }
    } catch (error) {
      return { ok: false, error: failureOf(error, name, options) }
    }
  }
}

function isActionName(name: string): name is ActionName {
  return Object.hasOwn(contract, name)
}

/** Whoever sends a list in which everything is wrong need not be told of every entry. */
const MOST_ISSUES = 20
const LONGEST_FIELD = 200

/** Names the first field that is wrong; the values themselves may be secrets and are not quoted. */
function invalidInput(error: z.ZodError): CallError {
  const issues = error.issues
    .slice(0, MOST_ISSUES)
    .map(({ path, message }) => ({ field: path.join('.').slice(0, LONGEST_FIELD), message }))
  const [first] = issues
  const where = first === undefined || first.field === '' ? 'The input' : first.field
  return {
    code: 'invalid_input',
    message: `${where}: ${first?.message ?? 'not understood'}`,
    data: { issues },
  }
}

function failureOf(error: unknown, action: string, options: RouterOptions): CallError {
  const { redactor, onInternalError } = options
  if (error instanceof CallFailed) {
    const { code, message, data } = error
    return { code, message: redactor.redact(message), ...(data !== undefined && { data }) }
  }
  if (error instanceof SettingError) {
    return { code: 'setting_invalid', message: redactor.redact(error.message) }
  }
  if (error instanceof VaultUnavailable) {
    const { message, code: state, advice } = error
    return { code: 'vault_unavailable', message: `${message} ${advice}`, data: { state } }
  }
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error)
  onInternalError(action, redactor.redact(details))
  return { code: 'internal', message: 'Gemini Balance failed to do that; its log says why' }
}
