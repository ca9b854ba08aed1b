/** Names that a person has given to models: for clients that only know those of another house. */

/** What is asked for, and the model that serves it; a name may end with `*`. */
export type ModelAliases = Readonly<Record<string, string>>

/**
 * The model a name stands for; a name that stands for none is itself. The very name goes before
 * beginnings such as `gpt-4*`, of which the longest counts. What an alias leads to is no alias.
 */
export function aliasedModel(requested: string, aliases: ModelAliases): string {
  if (Object.hasOwn(aliases, requested)) return aliases[requested] ?? requested
  let found: string | undefined
  for (const name of Object.keys(aliases)) {
    const fits = name.endsWith('*') && requested.startsWith(name.slice(0, -1))
    if (fits && name.length > (found?.length ?? 0)) found = name
  }
  return found === undefined ? requested : (aliases[found] ?? requested)
}

/** Aliases that are names of their own, to be listed beside the models. */
export function listedAliases(aliases: ModelAliases): [name: string, model: string][] {
  return Object.entries(aliases).filter(([name]) => !name.endsWith('*'))
}
