import { useEffect } from 'react'
import { useLocation } from 'wouter'
import { useCall } from '../../queries.ts'
import { isFirstStart } from './is-first-start.ts'

const STORED_AS = 'was-here'

/** From now on the guide opens only when it is asked for. */
export function rememberVisit(): void {
  localStorage.setItem(STORED_AS, 'yes')
}

/** Leads to the guide at the first start, from the page everything begins with. */
export function useFirstStart(): void {
  const { data: status } = useCall('app.status', {})
  const [location, navigate] = useLocation()
  useEffect(() => {
    if (status === undefined) return
    if (status.keys.total > 0 && !status.isDemo) rememberVisit()
    const wasHere = localStorage.getItem(STORED_AS) !== null
    if (location === '/' && isFirstStart(status, wasHere)) navigate('/welcome', { replace: true })
  }, [status, location, navigate])
}
