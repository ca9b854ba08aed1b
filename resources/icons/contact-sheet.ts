/**
 * `npm run icons:sheet`: every tray icon as committed, on light and dark bars, in one picture to
 * look at, `artifacts/tray-icons.png`. Each stands there pixel by pixel, enlarged, and as it is.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Resvg } from '@resvg/resvg-js'
import { picturesOf, type SizedPng } from './containers.ts'
import { trayStates, type TrayState } from './tray-glyph.ts'

const resources = join(import.meta.dirname, '..')
const target = join(resources, '..', 'artifacts')
const ENLARGED = 4
const CELL = { width: 230, height: 210 }
const LABEL_WIDTH = 150

type Ground = 'light' | 'dark'
interface Row {
  title: string
  ground: Ground
  pictureOf(state: TrayState): SizedPng
}

const read = (name: string) => readFileSync(join(resources, 'tray', name))
const bars: Readonly<Record<Ground, string>> = { light: '#e8e8ea', dark: '#202124' }

function rowsOf(ground: Ground): Row[] {
  const mac = (size: number, suffix: string): Row => ({
    title: `macOS ${size}`,
    ground,
    pictureOf: (state) => ({ size, png: read(`${state}Template${suffix}.png`) }),
  })
  const windows = (size: number): Row => ({
    title: `Windows ${size}`,
    ground,
    pictureOf: (state) => {
      const found = picturesOf(read(`${state}-${ground}.ico`)).find((one) => one.size === size)
      if (found === undefined) throw new Error(`${state}-${ground}.ico has no ${size} px`)
      return found
    },
  })
  const linux = (size: number, file: string): Row => ({
    title: `Linux ${size}`,
    ground,
    pictureOf: (state) => ({ size, png: read(`${state}${file}.png`) }),
  })
  return [
    mac(16, ''),
    mac(32, '@2x'),
    windows(16),
    windows(20),
    windows(32),
    linux(22, ''),
    linux(24, ''),
    linux(48, '@2x'),
  ]
}

/** One icon, at most 48 pixels wide before it is enlarged. */
function picture({ size, png }: SizedPng, at: { x: number; y: number; scale: number }): string {
  const side = Math.min(size, 48) * at.scale
  const data = Buffer.from(png).toString('base64')
  return `<image x="${at.x}" y="${at.y}" width="${side}" height="${side}" image-rendering="optimizeSpeed" href="data:image/png;base64,${data}"/>`
}

function rowSvg(row: Row, y: number): string {
  const ink = row.ground === 'dark' ? '#fff' : '#000'
  // macOS paints a template in the colour of its bar's text.
  const isTemplate = row.title.startsWith('macOS')
  const filter = isTemplate && row.ground === 'dark' ? ' filter="url(#white)"' : ''
  const cells = trayStates.map((state, column) => {
    const shown = row.pictureOf(state)
    const x = LABEL_WIDTH + column * CELL.width
    // Large ones are clear anyway; four times their size they would fill the sheet.
    const scale = shown.size > 24 ? ENLARGED / 2 : ENLARGED
    return (
      picture(shown, { x, y: y + 8, scale }) + picture(shown, { x: x + 130, y: y + 8, scale: 1 })
    )
  })
  return `<rect y="${y}" width="100%" height="${CELL.height / 1.8}" fill="${bars[row.ground]}"/>
    <text x="8" y="${y + 40}" fill="${ink}" font-size="18" font-family="sans-serif">${row.title}</text>
    <g${filter}>${cells.join('')}</g>`
}

const rows = [...rowsOf('light'), ...rowsOf('dark')]
const rowHeight = CELL.height / 1.8
const width = LABEL_WIDTH + trayStates.length * CELL.width
const sheet = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${rows.length * rowHeight}">
  <filter id="white"><feColorMatrix values="0 0 0 0 1  0 0 0 0 1  0 0 0 0 1  0 0 0 1 0"/></filter>
  ${rows.map((row, index) => rowSvg(row, index * rowHeight)).join('\n')}
</svg>`
mkdirSync(target, { recursive: true })
writeFileSync(join(target, 'tray-icons.png'), new Resvg(sheet).render().asPng())
process.stdout.write(`${join(target, 'tray-icons.png')}\n`)
