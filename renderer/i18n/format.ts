/** Numbers, times and spans in the person's own language and zone. */
import { useTranslation } from 'react-i18next'

const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 86_400

/** Formats bound to a language. */
export interface Formats {
  number(value: number): string
  /** `1.2k`, `3.4m`: for places where digits would crowd. */
  compact(value: number): string
  /** Time of day to the second. */
  clock(atMs: number): string
  /** Time of day, with the date when it is not today. */
  time(atMs: number): string
  dateTime(atMs: number): string
  /** `3 min ago`, `in 2 hr.`; the coarsest unit that says it. */
  relative(atMs: number, nowMs: number): string
}

/** The formats of the language on the screen. */
export function useFormats(): Formats {
  const { i18n } = useTranslation()
  return formatsOf(i18n.language)
}

const cache = new Map<string, Formats>()

/** The formats of a language, made once: Intl objects are dear. */
export function formatsOf(language: string): Formats {
  const known = cache.get(language)
  if (known !== undefined) return known
  const number = new Intl.NumberFormat(language)
  const compact = new Intl.NumberFormat(language, { notation: 'compact', maximumFractionDigits: 1 })
  const time = new Intl.DateTimeFormat(language, { hour: '2-digit', minute: '2-digit' })
  const dateTime = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
  })
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const formats: Formats = {
    number: (value) => number.format(value),
    compact: (value) => compact.format(value),
    time: (atMs) => (isToday(atMs) ? time : dateTime).format(atMs),
    clock: (atMs) => clock.format(atMs),
    dateTime: (atMs) => dateTime.format(atMs),
    relative(atMs, nowMs) {
      const seconds = Math.round((atMs - nowMs) / 1000)
      const size = Math.abs(seconds)
      if (size < MINUTE_S) return relative.format(seconds, 'second')
      if (size < HOUR_S) return relative.format(Math.round(seconds / MINUTE_S), 'minute')
      if (size < DAY_S) return relative.format(Math.round(seconds / HOUR_S), 'hour')
      return relative.format(Math.round(seconds / DAY_S), 'day')
    },
  }
  cache.set(language, formats)
  return formats
}

function isToday(atMs: number): boolean {
  return new Date(atMs).toDateString() === new Date().toDateString()
}

/** `0:41`, `12:05`, `3:07:00`: a span that is counted down; none is left of one that is over. */
export function countdown(ms: number): string {
  const seconds = Math.max(0, Math.ceil(ms / 1000))
  const two = (value: number) => String(value).padStart(2, '0')
  const [hours, minutes] = [Math.floor(seconds / HOUR_S), Math.floor(seconds / MINUTE_S) % 60]
  const rest = two(seconds % 60)
  return hours > 0 ? `${hours}:${two(minutes)}:${rest}` : `${minutes}:${rest}`
}
