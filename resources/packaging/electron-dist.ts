/** Where the Electron that is packed comes from (pure but for what is passed in). */

export interface ElectronSources {
  /** ELECTRON_OVERRIDE_DIST_PATH. */
  given: string | undefined
  /** Whether the caller names it to electron-builder himself. */
  isNamed: boolean
  exists(path: string): boolean
  /** Fetches Electron for this machine; false where that cannot be done. */
  fetch(): boolean
}

/** Flags for electron-builder, or one sentence on why nothing can be packed. */
export function electronDist(sources: ElectronSources): { flags: string[] } | { refusal: string } {
  const { given, isNamed } = sources
  if (isNamed) return { flags: [] }
  if (given !== undefined) {
    if (sources.exists(given)) return { flags: [`-c.electronDist=${given}`, `--${process.arch}`] }
    return { refusal: `ELECTRON_OVERRIDE_DIST_PATH names ${given}, which does not exist.` }
  }
  if (sources.fetch()) return { flags: [] }
  return {
    refusal:
      'Electron cannot be fetched from here: set ELECTRON_OVERRIDE_DIST_PATH to a folder that has it.',
  }
}
