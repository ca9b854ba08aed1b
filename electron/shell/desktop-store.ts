/** JSON files of the data folder, kept by electron-store. */
import { ipcMain } from 'electron'
import ElectronStore from 'electron-store'
import type { OpenStore } from '../json-file.ts'

/** A channel of electron-store's own, for pages that would use it themselves; ours has but one. */
const ITS_CHANNEL = 'electron-store-get-data'

/** Opens a file as json-file.ts wants it. Throws for one that is no JSON object. */
export const openElectronStore: OpenStore = ({ configName, ...options }) => {
  const store = new ElectronStore({ ...options, name: configName })
  ipcMain.removeAllListeners(ITS_CHANNEL)
  return store
}
