/** The tray's picture: scales, with a mark of its own shape for every state, drawn on a 16 × 16 grid. */

/** What the tray icon can say; each differs in shape, so that nobody has to tell colours apart. */
export const trayStates = ['running', 'degraded', 'exhausted', 'failed', 'stopped'] as const
export type TrayState = (typeof trayStates)[number]

/** `ink` is the colour of the scales; `accent` colours the mark, or is absent for one colour only. */
export interface TrayPalette {
  ink: string
  accents?: Readonly<Record<TrayState, string>>
}

/** Post, beam, two pans and the spark on top; two pixels of air on the right for the mark. */
const scales = `
  <path d="M8 0.4c.35 1.75.95 2.35 2.7 2.7-1.75.35-2.35.95-2.7 2.7-.35-1.75-.95-2.35-2.7-2.7 1.75-.35 2.35-.95 2.7-2.7z"/>
  <rect x="7.25" y="5" width="1.5" height="9"/>
  <rect x="1.75" y="6" width="12.5" height="1.5" rx=".75"/>
  <rect x="4.5" y="13.5" width="7" height="1.5" rx=".75"/>
  <path d="M0 9.5h6.5a3.25 3.25 0 0 1-6.5 0zM9.5 9.5H16a3.25 3.25 0 0 1-6.5 0z"/>
  <path d="M2.6 7.2h1.3l1.3 2.6H1.3zM12.1 7.2h1.3l1.3 2.6h-3.9z" opacity=".55"/>`

/** Scales without filling, for a service that is switched off. */
const hollowScales = `
  <rect x="7.25" y="3.5" width="1.5" height="10.5"/>
  <rect x="1.75" y="5" width="12.5" height="1.5" rx=".75"/>
  <rect x="4.5" y="13.5" width="7" height="1.5" rx=".75"/>
  <path d="M.6 9.6h5.3a2.65 2.65 0 0 1-5.3 0zM10.1 9.6h5.3a2.65 2.65 0 0 1-5.3 0z" fill="none" stroke="INK" stroke-width="1.2"/>`

/** The marks stand in the lower right corner, but for the stroke through what is off; a hole around each keeps it apart from the scales. */
const marks: Readonly<Record<TrayState, { hole: string; mark: string }>> = {
  running: { hole: '', mark: '' },
  stopped: {
    hole: '<path d="M2.3-.7 16.7 13.7 13.7 16.7-.7 2.3z"/>',
    mark: '<path d="M1.9.5 15.5 14.1 14.1 15.5.5 1.9z"/>',
  },
  degraded: {
    hole: '<path d="M11.4 5.2l6 11.8H5.4z"/>',
    mark: '<path d="M11.4 7.8l4.6 8.2H6.8z"/>',
  },
  exhausted: {
    hole: '<rect x="7.2" y="7.6" width="9" height="9" rx="1"/>',
    mark: '<rect x="8.6" y="8.8" width="2.6" height="7" rx=".6"/><rect x="12.8" y="8.8" width="2.6" height="7" rx=".6"/>',
  },
  failed: {
    hole: '<rect x="9.4" y="4.6" width="6.6" height="12"/>',
    mark: '<rect x="11.2" y="5.4" width="2.8" height="6.4" rx="1"/><circle cx="12.6" cy="14.2" r="1.7"/>',
  },
}

/** The SVG of the icon for a state, without a background. */
export function trayGlyph(state: TrayState, { ink, accents }: TrayPalette): string {
  const { hole, mark } = marks[state]
  const body = state === 'stopped' ? hollowScales.replaceAll('INK', ink) : scales
  const accent = accents?.[state] ?? ink
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16">
  <mask id="apart"><rect width="16" height="16" fill="#fff"/><g fill="#000">${hole}</g></mask>
  <g fill="${ink}" mask="url(#apart)">${body}</g>
  <g fill="${accent}">${mark}</g>
</svg>`
}
