/** The service's state in the interface: fetched once, kept up to date by events. */
import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  useMutation,
  type UseMutationOptions,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query'
import { useEffect, useSyncExternalStore } from 'react'
import type {
  ActionInput,
  ActionName,
  ActionOutput,
  CallError,
} from '../electron/shared/contract.ts'
import type { KeyStatus } from '../electron/shared/key-status.ts'
import { bridge, connection } from './bridge.ts'

/** A call that was refused; the message is for a person. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly code: string
  readonly data: unknown

  constructor({ code, message, data }: CallError) {
    super(message)
    this.code = code
    this.data = data
  }
}

/** Asks the service. Rejects with CallFailed. */
export async function call<Name extends ActionName>(
  name: Name,
  input: ActionInput<Name>,
): Promise<ActionOutput<Name>> {
  const outcome = await bridge.call(name, input)
  if (outcome.ok) return outcome.data
  throw new CallFailed(outcome.error)
}

/** Everything comes by events after the first fetch, so nothing is ever stale by age. */
export const queryClient = new QueryClient({
  defaultOptions: { queries: { staleTime: Number.POSITIVE_INFINITY, retry: 1 } },
})

/**
 * What an action gives, fetched when first needed; with `everyMs` again and again while visible.
 * With `keepsPrevious` the last answer stays on the screen while another input is asked about.
 */
export function useCall<Name extends ActionName>(
  name: Name,
  input: ActionInput<Name>,
  options: {
    enabled?: boolean
    staleTimeMs?: number
    everyMs?: number
    keepsPrevious?: boolean
  } = {},
) {
  return useQuery<ActionOutput<Name>, CallFailed>({
    queryKey: [name, input],
    queryFn: () => call(name, input),
    enabled: options.enabled ?? true,
    ...(options.staleTimeMs !== undefined && { staleTime: options.staleTimeMs }),
    // What is asked for again and again is not told by events: it is old when one comes back.
    ...(options.everyMs !== undefined && { refetchInterval: options.everyMs, staleTime: 0 }),
    ...(options.keepsPrevious === true && { placeholderData: keepPreviousData }),
  })
}

/** An action that changes something. */
export function useAction<Name extends ActionName>(
  name: Name,
  options: Pick<
    UseMutationOptions<ActionOutput<Name>, CallFailed, ActionInput<Name>>,
    'onSuccess' | 'onError'
  > = {},
) {
  return useMutation<ActionOutput<Name>, CallFailed, ActionInput<Name>>({
    mutationFn: (input) => call(name, input),
    ...options,
  })
}

const NOTHING = {}
export const statusKey: QueryKey = ['app.status', NOTHING]
/** Under which the list of keys is kept. */
export const keysKey: QueryKey = ['keys.list', NOTHING]

/** Follows events for as long as the interface is there. */
export function useEvents(): void {
  const client = useQueryClient()
  useEffect(() => {
    const endings = [
      bridge.on('app.changed', (status) => client.setQueryData(statusKey, status)),
      bridge.on('settings.changed', (snapshot) =>
        client.setQueryData(['settings.get', NOTHING], snapshot),
      ),
      bridge.on('tokens.changed', (tokens) =>
        client.setQueryData(['tokens.list', NOTHING], tokens),
      ),
      bridge.on('keys.verification', (progress) => client.setQueryData(['verification'], progress)),
      bridge.on('keys.changed', ({ changed, removed, tally }) => {
        client.setQueryData<ActionOutput<'keys.list'>>(keysKey, (before) =>
          before === undefined
            ? undefined
            : { keys: patched(before.keys, changed, removed), tally },
        )
      }),
    ]
    return () => {
      for (const end of endings) end()
    }
  }, [client])
  useFreshAfterLoss(client)
}

/** While the stream was down, events were missed. */
function useFreshAfterLoss(client: QueryClient): void {
  const state = useConnection()
  useEffect(() => {
    if (state === 'open') void client.invalidateQueries()
  }, [state, client])
}

/** Whether events arrive now. */
export function useConnection(): 'open' | 'lost' {
  return useSyncExternalStore(
    connection?.subscribe ?? (() => () => undefined),
    connection?.get ?? (() => 'open' as const),
  )
}

function patched<Key extends KeyStatus>(
  before: readonly Key[],
  changed: readonly Key[],
  removed: readonly string[],
): Key[] {
  const news = new Map(changed.map((key) => [key.id, key]))
  const gone = new Set(removed)
  const kept = before.flatMap((key) => {
    if (gone.has(key.id)) return []
    const next = news.get(key.id) ?? key
    news.delete(key.id)
    return next
  })
  return [...kept, ...news.values()]
}
