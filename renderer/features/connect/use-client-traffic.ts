import { useEffect, useMemo, useState } from 'react'
import type { RequestRow } from '../../../electron/shared/contract/activity.ts'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../queries.ts'
import { type ClientState, servedFamilies, stateOf, withRequests } from './client-traffic.ts'
import type { Client } from './clients.ts'

const PERIOD = { by: 'client', period: '30d', limit: 1000 } as const
const nothing: readonly RequestRow[] = []

export interface ClientTraffic {
  /** Whether it was ever served. */
  isServed(client: Client): boolean
  stateOf(client: Client): ClientState
}

/** What has been seen of clients in the last 30 days, and what comes while somebody looks. */
export function useClientTraffic(): ClientTraffic {
  const [openedAtMs] = useState(() => Date.now())
  const shares = useCall('activity.shares', PERIOD, { staleTimeMs: 0 })
  const recent = useCall('activity.recent', { limit: 2000 }, { staleTimeMs: 0 })
  const [since, setSince] = useState<readonly RequestRow[]>(nothing)
  useEffect(
    () =>
      bridge.on('activity.requests', ({ requests }) =>
        setSince((before) => [...before, ...requests].slice(-2000)),
      ),
    [],
  )
  const traffic = useMemo(
    () => withRequests(withRequests(new Map(), recent.data?.requests ?? nothing), since),
    [recent.data, since],
  )
  const served = servedFamilies(traffic, shares.data?.shares ?? [])
  return {
    isServed: ({ families }) => families.some((family) => served.has(family)),
    stateOf: (client) => stateOf(client, traffic, served, openedAtMs),
  }
}
