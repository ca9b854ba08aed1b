/** Aliases of models as they are edited (pure). */
export interface AliasRow {
  id: string
  name: string
  model: string
}

/** A row for each alias. */
export function rowsOf(aliases: Readonly<Record<string, string>>): AliasRow[] {
  return Object.entries(aliases).map(([name, model]) => ({ id: name, name, model }))
}

/** The aliases that complete rows make; of a name that is there twice the first counts. */
export function aliasesOf(rows: readonly AliasRow[]): Record<string, string> {
  const complete = rows.flatMap(({ name, model }, at) => {
    const pair = [name.trim(), model.trim()] as const
    return pair.includes('') || isRepeated(rows, at) ? [] : [pair]
  })
  return Object.fromEntries(complete)
}

/** Whether a row before has the same name. */
export function isRepeated(rows: readonly AliasRow[], at: number): boolean {
  const name = rows[at]?.name.trim() ?? ''
  return name !== '' && rows.findIndex((row) => row.name.trim() === name) < at
}
