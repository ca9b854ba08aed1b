/** English; its shape is the shape of every language. */
import { connect } from './connect.ts'
import { keys } from './keys.ts'
import { overview } from './overview.ts'
import { requests } from './requests.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { statistics } from './statistics.ts'

export const en = { shell, overview, keys, connect, requests, statistics, settings }
