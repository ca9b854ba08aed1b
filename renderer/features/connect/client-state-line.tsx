import { Loader } from '@mantine/core'
import { IconAlertTriangle, IconCircleCheckFilled, IconInfoCircle } from '@tabler/icons-react'
import type { TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'
import { type Formats, useFormats } from '../../i18n/format.ts'
import { useNow } from '../../ui/clock.ts'
import type { ClientState } from './client-traffic.ts'

const marks = {
  waiting: <Loader size={16} color="gray" />,
  connected: <IconCircleCheckFilled size={18} color="var(--gb-ok)" aria-hidden />,
  refused: <IconAlertTriangle size={18} color="var(--gb-wait)" aria-hidden />,
  other: <IconInfoCircle size={18} color="var(--gb-muted)" aria-hidden />,
}

/** Whether a client has been heard of, and if it was refused, what to do about it. */
export function ClientStateLine({ name, state }: { name: string; state: ClientState }) {
  const { t } = useTranslation()
  const format = useFormats()
  const nowMs = useNow()
  return (
    <p className="gb-client-state" data-state={state.kind} role="status">
      {marks[state.kind]}
      <span className="gb-number">{wordsOf(name, state, { t, format, nowMs })}</span>
    </p>
  )
}

interface Speech {
  t: TFunction
  format: Formats
  nowMs: number
}

function wordsOf(client: string, state: ClientState, { t, format, nowMs }: Speech): string {
  const ago = (atMs: number) => format.ago(atMs, nowMs)
  switch (state.kind) {
    case 'connected':
      return state.atMs === undefined
        ? t('connect.state.connected', { client })
        : t('connect.state.connectedAt', { client, time: ago(state.atMs) })
    case 'refused': {
      const { status, message, atMs } = state
      const what = t('connect.state.refused', { client, time: ago(atMs), status, message })
      return [what, adviceOn(status, client, t)].filter(Boolean).join(' ')
    }
    case 'other':
      return t('connect.state.other', { client, other: state.name, time: ago(state.atMs) })
    case 'waiting':
    default:
      return t('connect.state.waiting', { client })
  }
}

function adviceOn(status: number, client: string, t: TFunction): string {
  if (status === 401 || status === 403) return t('connect.advice.token', { client })
  if (status === 404 || status === 405) return t('connect.advice.address', { client })
  if (status === 429) return t('connect.advice.quota')
  return ''
}
