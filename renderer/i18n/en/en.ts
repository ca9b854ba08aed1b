/** English; its shape is the shape of every language. */
import { commands } from './commands.ts'
import { connect } from './connect.ts'
import { keys } from './keys.ts'
import { onboarding } from './onboarding.ts'
import { overview } from './overview.ts'
import { images } from './images.ts'
import { playground } from './playground.ts'
import { prices } from './prices.ts'
import { requests } from './requests.ts'
import { settings } from './settings.ts'
import { shell } from './shell.ts'
import { statistics } from './statistics.ts'

export const en = {
  shell,
  commands,
  onboarding,
  overview,
  keys,
  connect,
  images,
  playground,
  prices,
  requests,
  statistics,
  settings,
}
