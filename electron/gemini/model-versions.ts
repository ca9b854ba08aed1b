/** Which model really answers under a name: Google routes aliases and retired ids on (§0). */

export interface ModelVersions {
  /** Takes the `modelVersion` of an answer to a call of `model`. */
  learn(model: string, modelVersion: string | undefined): void
  /** The model that answered last under this name; undefined before the first answer. */
  servedBy(model: string): string | undefined
}

const textModel = /^(gemini|gemma)-/
const MAX_NAMES = 500

/** Knows nothing at first; what it learns lasts as long as the process. */
export function createModelVersions(): ModelVersions {
  const versions = new Map<string, string>()
  return {
    learn(model, modelVersion) {
      if (modelVersion === undefined || modelVersion === versions.get(model)) return
      const version = modelVersion.replace(/^models\//, '')
      if (!textModel.test(version)) return
      if (versions.size < MAX_NAMES || versions.has(model)) versions.set(model, version)
    },
    servedBy: (model) => versions.get(model),
  }
}
