import {
  IconBan,
  IconCircleCheckFilled,
  IconCircleX,
  IconClockPause,
  IconHourglassHigh,
  IconMoodSick,
  IconPlayerPause,
  IconPuzzleOff,
} from '@tabler/icons-react'
import type { KeyState } from '../../electron/shared/key-status.ts'

const marks: Readonly<Record<KeyState, { icon: typeof IconBan; color: string }>> = {
  ready: { icon: IconCircleCheckFilled, color: 'var(--gb-ok)' },
  cooling: { icon: IconHourglassHigh, color: 'var(--gb-wait)' },
  exhausted: { icon: IconClockPause, color: 'var(--gb-wait)' },
  'not-for-this-model': { icon: IconPuzzleOff, color: 'var(--gb-wait)' },
  benched: { icon: IconMoodSick, color: 'var(--gb-wait)' },
  invalid: { icon: IconCircleX, color: 'var(--gb-bad)' },
  suspended: { icon: IconBan, color: 'var(--gb-bad)' },
  disabled: { icon: IconPlayerPause, color: 'var(--gb-idle)' },
}

/** The mark of a key's state: a shape and a colour of its own. */
export function StateMark({ state, size = 16 }: { state: KeyState; size?: number }) {
  const { icon: Icon, color } = marks[state]
  return <Icon size={size} color={color} aria-hidden style={{ flex: 'none' }} />
}
