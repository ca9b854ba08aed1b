/**
 * Everything the interface can ask of the service, and everything it is told (design §5.4). The
 * window's IPC, the web console's HTTP routes and the interface's client all follow from this one
 * registry; an action without a handler is a type error.
 */
import type { z } from 'zod'
import { type ActivityEvents, activityActions } from './contract/activity.ts'
import { type AppEvents, appActions } from './contract/app.ts'
import { type ImageEvents, imageActions } from './contract/images.ts'
import { type KeyEvents, keyActions } from './contract/keys.ts'
import { modelActions } from './contract/models.ts'
import { type PlaygroundEvents, playgroundActions } from './contract/playground.ts'
import { type SettingEvents, settingActions } from './contract/settings.ts'
import { type TokenEvents, tokenActions } from './contract/tokens.ts'

export const contract = {
  ...appActions,
  ...keyActions,
  ...settingActions,
  ...tokenActions,
  ...modelActions,
  ...imageActions,
  ...activityActions,
  ...playgroundActions,
}

export type Contract = typeof contract
export type ActionName = keyof Contract
/** What a caller passes. */
export type ActionInput<Name extends ActionName> = z.input<Contract[Name]['input']>
/** What a handler gets, after the check. */
export type ActionArgument<Name extends ActionName> = z.output<Contract[Name]['input']>
export type ActionOutput<Name extends ActionName> = NonNullable<Contract[Name]['output']>

/** What is sent to the interface unasked; each type at most four times a second. */
export interface ContractEvents
  extends
    AppEvents,
    KeyEvents,
    SettingEvents,
    TokenEvents,
    ActivityEvents,
    PlaygroundEvents,
    ImageEvents {}
export type EventName = keyof ContractEvents

/** The answer to every call; it never rejects but for a broken connection. */
export type Outcome<Data> = { ok: true; data: Data } | { ok: false; error: CallError }

export interface CallError {
  code: CallErrorCode
  /** One sentence for a person, in English, without secrets. */
  message: string
  data?: unknown
}

export type CallErrorCode =
  | 'unknown_action'
  | 'invalid_input'
  | 'not_found'
  | 'not_here'
  | 'vault_unavailable'
  | 'log_unavailable'
  | 'setting_invalid'
  | 'conflict'
  | 'upstream'
  | 'internal'
  | TransportErrorCode

/** Refusals of the web console's HTTP transport; the window's own transport knows none of them. */
export type TransportErrorCode = 'unauthorized' | 'forbidden' | 'throttled' | 'console_off'

/** One function per action of the domains named; all together they answer the whole contract. */
export type Handlers<Names extends ActionName = ActionName> = {
  readonly [Name in Names]: (
    argument: ActionArgument<Name>,
  ) => ActionOutput<Name> | Promise<ActionOutput<Name>>
}
