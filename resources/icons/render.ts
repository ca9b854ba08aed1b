/**
 * `npm run icons`: renders every icon of the app from its SVG. The results are committed, because
 * installers are built on machines that need not draw.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { icnsOf, icoOf, type SizedPng } from './containers.ts'
import { trayGlyph, type TrayPalette, type TrayState, trayStates } from './tray-glyph.ts'

const resources = join(import.meta.dirname, '..')
const trayFolder = join(resources, 'tray')

const accents: Record<TrayState, string> = {
  running: '#12b76a',
  degraded: '#f5a524',
  exhausted: '#f5a524',
  failed: '#f04438',
  stopped: '#7b8794',
}
/** Template images hold only black and transparency; macOS colours them itself. */
const template: TrayPalette = { ink: '#000' }
const onLight: TrayPalette = { ink: '#1f2937', accents }
const onDark: TrayPalette = { ink: '#f3f4f6', accents }
/** Panels of Linux are light or dark and nobody tells which: each colour stands out from both. */
const onEither: TrayPalette = {
  ink: '#5b6bf5',
  accents: { ...accents, degraded: '#e07b00', exhausted: '#e07b00' },
}

const windowsTraySizes = [16, 20, 24, 32, 40, 48]
const appSizes = [16, 24, 32, 48, 64, 128, 256, 512, 1024]

function pngOf(svg: string, size: number): Uint8Array {
  return new Resvg(svg, { fitTo: { mode: 'width', value: size } }).render().asPng()
}

function inSizes(svg: string, sizes: readonly number[]): SizedPng[] {
  return sizes.map((size) => ({ size, png: pngOf(svg, size) }))
}

function renderTray(state: TrayState): void {
  const write = (name: string, content: Uint8Array) =>
    writeFileSync(join(trayFolder, name), content)
  write(`${state}Template.png`, pngOf(trayGlyph(state, template), 16))
  write(`${state}Template@2x.png`, pngOf(trayGlyph(state, template), 32))
  for (const [name, palette] of [
    ['light', onLight],
    ['dark', onDark],
  ] as const) {
    write(`${state}-${name}.ico`, icoOf(inSizes(trayGlyph(state, palette), windowsTraySizes)))
  }
  write(`${state}.png`, pngOf(trayGlyph(state, onEither), 24))
  write(`${state}@2x.png`, pngOf(trayGlyph(state, onEither), 48))
}

function renderApp(): void {
  const pictures = inSizes(readFileSync(join(resources, 'icon.svg'), 'utf8'), appSizes)
  const upTo256 = pictures.filter(({ size }) => size <= 256)
  writeFileSync(join(resources, 'icon.ico'), icoOf(upTo256))
  writeFileSync(join(resources, 'icon.icns'), icnsOf(pictures))
  const largest = pictures.at(-1)
  if (largest !== undefined) writeFileSync(join(resources, 'icon.png'), largest.png)
}

/** Of the web console; a maskable one is cut to a shape by the system, so it fills its square. */
function renderWeb(): void {
  const folder = join(resources, '..', 'renderer', 'public')
  const svg = readFileSync(join(resources, 'icon.svg'), 'utf8')
  for (const { size, png } of inSizes(svg, [192, 512])) {
    writeFileSync(join(folder, `icon-${size}.png`), png)
  }
  const picture = Buffer.from(svg).toString('base64')
  const maskable = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 100 100">
    <rect width="100" height="100" fill="#4d5cf0"/>
    <image x="10" y="10" width="80" height="80" href="data:image/svg+xml;base64,${picture}"/>
  </svg>`
  writeFileSync(join(folder, 'icon-maskable.png'), pngOf(maskable, 512))
}

mkdirSync(trayFolder, { recursive: true })
renderApp()
renderWeb()
for (const state of trayStates) renderTray(state)
