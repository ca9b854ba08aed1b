/** 简体中文 */
import type { en } from '../en/en.ts'
import { connect } from './connect.ts'
import { keys } from './keys.ts'
import { overview } from './overview.ts'
import { requests } from './requests.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { statistics } from './statistics.ts'

export const zhCn: typeof en = { shell, overview, keys, connect, requests, statistics, settings }
