/** Where the window opens: where it was, as long as that can be seen (pure). */

export interface Bounds {
  x: number
  y: number
  width: number
  height: number
}

export const DEFAULT_SIZE = { width: 1100, height: 720 }
export const MINIMUM_SIZE = { width: 760, height: 520 }
/** So much of the title bar must be on a display that it can be caught with the mouse. */
const GRIP = { width: 120, height: 40 }

/**
 * Bounds to open with; without a place when the old one is on a display that is no longer there.
 * @param remembered what was stored, in any state
 * @param displays work areas of the displays there are now
 */
export function boundsToOpen(
  remembered: unknown,
  displays: readonly Bounds[],
): Partial<Bounds> & { width: number; height: number } {
  if (!isBounds(remembered)) return DEFAULT_SIZE
  const size = {
    width: Math.max(MINIMUM_SIZE.width, Math.round(remembered.width)),
    height: Math.max(MINIMUM_SIZE.height, Math.round(remembered.height)),
  }
  const { x, y } = remembered
  const canBeCaught = displays.some(
    (area) =>
      x + size.width >= area.x + GRIP.width &&
      x <= area.x + area.width - GRIP.width &&
      y >= area.y &&
      y <= area.y + area.height - GRIP.height,
  )
  return canBeCaught ? { ...size, x: Math.round(x), y: Math.round(y) } : size
}

function isBounds(value: unknown): value is Bounds {
  return (
    typeof value === 'object' &&
    value !== null &&
    ['x', 'y', 'width', 'height'].every((side) =>
      Number.isFinite((value as Record<string, unknown>)[side]),
    )
  )
}
