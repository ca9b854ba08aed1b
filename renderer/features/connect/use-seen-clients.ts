import { useEffect, useState } from 'react'
import { bridge } from '../../bridge.ts'
import { useCall } from '../../queries.ts'

const PERIOD = { by: 'client', period: '30d', limit: 1000 } as const

/** Names of the clients that were served in the last 30 days; new ones appear with their request. */
export function useSeenClients(): ReadonlySet<string> {
  const shares = useCall('activity.shares', PERIOD, { staleTimeMs: 0 })
  const [since, setSince] = useState<ReadonlySet<string>>(new Set())
  useEffect(
    () =>
      bridge.on('activity.requests', ({ requests }) => {
        const served = requests.filter(({ status }) => status < 400).map(({ client }) => client)
        setSince((before) => new Set([...before, ...served]))
      }),
    [],
  )
  const before = shares.data?.shares ?? []
  return new Set([
    ...since,
    ...before.filter(({ requests, failed }) => requests > failed).map(({ name }) => name),
  ])
}
