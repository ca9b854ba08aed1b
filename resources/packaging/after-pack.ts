/** electron-builder calls this when an app is packed, before it is signed. */
import { type AfterPackContext, Arch } from 'electron-builder'
import { faultsOf } from './package-check.ts'

/** Throws an error that lists what is wrong with the packed app. */
export default function afterPack({
  appOutDir,
  arch,
  electronPlatformName: platform,
  packager,
}: AfterPackContext): void {
  const processor = Arch[arch]
  if (processor !== 'x64' && processor !== 'arm64') throw new Error(`Not made for ${processor}`)
  if (platform !== 'darwin' && platform !== 'win32' && platform !== 'linux') {
    throw new Error(`Not made for ${platform}`)
  }
  const faults = faultsOf(packager.getResourcesDir(appOutDir), { platform, processor })
  if (faults.length > 0) throw new Error(`The packed app is faulty:\n${faults.join('\n')}`)
}
