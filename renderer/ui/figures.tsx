import { Skeleton, Text } from '@mantine/core'
import type { ReactNode } from 'react'

/** A card of figures that belong together. */
export function FigureCard({ name, children }: { name: string; children: ReactNode }) {
  return (
    <dl className="gb-card gb-figures" aria-label={name}>
      {children}
    </dl>
  )
}

/** What stands in the place of figures until they are known; as tall as they will be. */
export function FiguresSkeleton() {
  return (
    <div className="gb-figures-waiting">
      <Skeleton height="100%" radius="md" aria-busy="true" />
    </div>
  )
}

/** One figure: what it is, how much, and a remark. */
export function Figure({ name, value, note }: { name: string; value: string; note: string }) {
  return (
    <div>
      <Text component="dt" size="xs" className="gb-muted">
        {name}
      </Text>
      <dd>
        <Text fw={600} fz={20} lh={1.3} className="gb-number">
          {value}
        </Text>
        <Text size="xs" className="gb-muted gb-number gb-figure-note">
          {note}
        </Text>
      </dd>
    </div>
  )
}
