/** Numbers, times and spans in the person's own language and zone. */
import { useTranslation } from 'react-i18next'

const MINUTE_S = 60
const HOUR_S = 3600
const DAY_S = 86_400
const MEGABYTE = 1024 * 1024

interface Amounts {
  number(value: number): string
  /** `1.2k`, `3.4m`: for places where digits would crowd. */
  compact(value: number): string
  /** `812 ms`, `2.1 s`. */
  duration(ms: number): string
  /** US dollars, with as many decimals as a small sum needs. */
  dollars(value: number): string
  /** Of a share between 0 and 1. */
  percent(share: number): string
  /** `12 MB`, `340 kB`. */
  bytes(bytes: number): string
}

/** Formats bound to a language. */
export interface Formats extends Amounts {
  /** Time of day to the second. */
  clock(atMs: number): string
  /** The same, with the date in place of the seconds when it is not today. */
  moment(atMs: number): string
  /** Time of day, with the date when it is not today. */
  time(atMs: number): string
  timeOfDay(atMs: number): string
  dateTime(atMs: number): string
  /** Date and time to the second. */
  exact(atMs: number): string
  /** Day, month and year. */
  date(atMs: number): string
  /** Day and month. */
  day(atMs: number): string
  /** The same, but empty when it is today. */
  pastDay(atMs: number): string
  /** Day of the week in short, 0 for Monday. */
  weekday(day: number): string
  /** `3 min ago`; the coarsest unit that says it. Another clock may be ahead of this one: then, now. */
  ago(atMs: number, nowMs: number): string
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
  const time = new Intl.DateTimeFormat(language, { hour: 'numeric', minute: '2-digit' })
  const dateTime = new Intl.DateTimeFormat(language, {
    month: 'short',
    day: 'numeric',
    hour: 'numeric',
    minute: '2-digit',
  })
  const exact = new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' })
  const date = new Intl.DateTimeFormat(language, { dateStyle: 'medium' })
  const day = new Intl.DateTimeFormat(language, { month: 'short', day: 'numeric' })
  const weekday = new Intl.DateTimeFormat(language, { weekday: 'short', timeZone: 'UTC' })
  const clock = new Intl.DateTimeFormat(language, { timeStyle: 'medium' })
  const relative = new Intl.RelativeTimeFormat(language, { numeric: 'auto', style: 'short' })
  const formats: Formats = {
    ...amountsOf(language),
    time: (atMs) => (isToday(atMs) ? time : dateTime).format(atMs),
    moment: (atMs) => (isToday(atMs) ? clock : dateTime).format(atMs),
    clock: (atMs) => clock.format(atMs),
    timeOfDay: (atMs) => time.format(atMs),
    dateTime: (atMs) => dateTime.format(atMs),
    exact: (atMs) => exact.format(atMs),
    date: (atMs) => date.format(atMs),
    day: (atMs) => day.format(atMs),
    pastDay: (atMs) => (isToday(atMs) ? '' : day.format(atMs)),
    weekday: (at) => weekday.format(Date.UTC(2024, 0, 1 + at)),
    ago(atMs, nowMs) {
      const seconds = Math.min(0, Math.round((atMs - nowMs) / 1000))
      const size = -seconds
      if (size < MINUTE_S) return relative.format(seconds, 'second')
      if (size < HOUR_S) return relative.format(Math.round(seconds / MINUTE_S), 'minute')
      if (size < DAY_S) return relative.format(Math.round(seconds / HOUR_S), 'hour')
      return relative.format(Math.round(seconds / DAY_S), 'day')
    },
  }
  cache.set(language, formats)
  return formats
}

function amountsOf(language: string): Amounts {
  const formatter = (options: Intl.NumberFormatOptions) => {
    const { format } = new Intl.NumberFormat(language, options)
    return (value: number) => format(value)
  }
  const unit = (name: string, digits: number) =>
    formatter({ style: 'unit', unit: name, maximumFractionDigits: digits })
  const currency = { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' } as const
  const [whole, small] = [formatter(currency), formatter({ ...currency, maximumFractionDigits: 4 })]
  const [milliseconds, seconds] = [unit('millisecond', 0), unit('second', 1)]
  const [kilobytes, megabytes] = [unit('kilobyte', 0), unit('megabyte', 0)]
  return {
    number: formatter({}),
    compact: formatter({ notation: 'compact', maximumFractionDigits: 1 }),
    duration: (ms) => (ms < 1000 ? milliseconds(ms) : seconds(ms / 1000)),
    dollars: (value) => (value > 0 && value < 0.1 ? small : whole)(value),
    percent: formatter({ style: 'percent', maximumFractionDigits: 1 }),
    bytes: (bytes) =>
      bytes < MEGABYTE ? kilobytes(Math.ceil(bytes / 1024)) : megabytes(bytes / MEGABYTE),
  }
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
