/**
 * Puts an image that is on the screen into the clipboard, as PNG, which every browser takes. Rejects
 * where the browser has no clipboard for pages: on a console that is reached over plain HTTP.
 */
export async function copyImage(image: HTMLImageElement): Promise<void> {
  const canvas = document.createElement('canvas')
  canvas.width = image.naturalWidth
  canvas.height = image.naturalHeight
  canvas.getContext('2d')?.drawImage(image, 0, 0)
  const png = new Promise<Blob>((resolve, reject) => {
    canvas.toBlob((blob) => {
      if (blob === null) reject(new Error('The image could not be read'))
      else resolve(blob)
    }, 'image/png')
  })
  await navigator.clipboard.write([new ClipboardItem({ 'image/png': await png })])
}
