/**
 * Whether anything on this desktop shows tray icons. Electron does not tell: where nothing does, its
 * icons are made and never seen, and a window hidden then is lost (plain GNOME, peers §6).
 */
import { execFile } from 'node:child_process'

export interface TrayHostParts {
  platform: NodeJS.Platform
  environment: Readonly<Record<string, string | undefined>>
}

const TIMEOUT_MS = 2000
const NAME = 'org.kde.StatusNotifierWatcher'
/** Object, method and its arguments: the property that says whether icons are shown. */
const object = '/StatusNotifierWatcher'
const get = 'org.freedesktop.DBus.Properties.Get'
const property = 'IsStatusNotifierHostRegistered'

/** The programs that can ask over D-Bus; every desktop has one of them. */
const askers: readonly string[] = [
  `gdbus call --session --dest ${NAME} --object-path ${object} --method ${get} ${NAME} ${property}`,
  `busctl --user get-property ${NAME} ${object} ${NAME} ${property}`,
  `dbus-send --session --print-reply --dest=${NAME} ${object} ${get} string:${NAME} string:${property}`,
]

/** Whether a tray icon can be seen here. Takes some milliseconds, two seconds at most; never rejects. */
export async function hasTrayHost({ platform, environment }: TrayHostParts): Promise<boolean> {
  if (platform !== 'linux') return true
  let answer: boolean | undefined
  for (const asker of askers) {
    answer = await ask(asker, environment)
    if (answer !== undefined) break
  }
  return answer === true || canDoWithoutHost(answer, environment)
}

/**
 * Desktops without the D-Bus way of tray icons (pure): on X11 there is an older one, which GNOME
 * has given up.
 * @param answer what D-Bus said; undefined when nobody could ask
 */
export function canDoWithoutHost(
  answer: false | undefined,
  environment: TrayHostParts['environment'],
): boolean {
  if (environment['XDG_CURRENT_DESKTOP']?.includes('GNOME') === true) return false
  return answer === undefined || environment['XDG_SESSION_TYPE'] === 'x11'
}

/** True or false as the bus answers; undefined where there is no such program. */
function ask(
  asker: string,
  environment: TrayHostParts['environment'],
): Promise<boolean | undefined> {
  const [program = '', ...args] = asker.split(' ')
  return new Promise((resolve) => {
    execFile(program, args, { env: environment, timeout: TIMEOUT_MS }, (error, stdout) => {
      if (error === null) resolve(stdout.includes('true'))
      else resolve(error.code === 'ENOENT' ? undefined : false)
    })
  })
}
