/** What tells Excel that a table is UTF-8; without it, Chinese is not read. */
const UTF8_MARK = '\uFEFF'

/** Hands a text to the person as a file. */
export function saveFile(text: string, filename: string): void {
  const mark = filename.endsWith('.csv') ? UTF8_MARK : ''
  const url = URL.createObjectURL(new Blob([mark, text]))
  const link = document.createElement('a')
  link.href = url
  link.download = filename
  link.click()
  URL.revokeObjectURL(url)
}
