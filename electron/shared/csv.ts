/** Tables as text, after RFC 4180. Pure. */

/** One line of a table, with its end; what is undefined stays empty. */
export function csvLine(cells: readonly (string | number | undefined)[]): string {
  return `${cells.map(cell).join(',')}\r\n`
}

/** Spreadsheets take a text for a formula that begins like one; clients choose some of the texts. */
function cell(value: string | number | undefined): string {
  if (value === undefined) return ''
  const text =
    typeof value === 'string' ? value.replace(/^[=+\-@＝＋－＠\t\r\n]/, "'$&") : String(value)
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}
